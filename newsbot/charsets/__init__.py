"""Bytes from the web and what is said of their charset → text. No I/O."""
