"""Turns a page's HTML bytes into an article, or into the reason why it is none, without I/O."""
