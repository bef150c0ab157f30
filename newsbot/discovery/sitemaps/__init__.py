"""Reads sitemaps as they are on the web: damaged, compressed, in wrong charsets, or plain text."""
