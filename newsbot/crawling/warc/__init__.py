"""Reads the HTML pages in WARC files (ISO 28500)."""
