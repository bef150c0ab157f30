"""Finds what broke at sites and sources, from counts of polls and pages by day. No I/O."""
