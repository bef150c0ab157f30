"""Reads sources beyond their first page: the sitemaps of an index, the next pages of a section page."""
