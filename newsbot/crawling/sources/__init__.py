"""Reads what belongs to a source beside its first page: sitemaps of an index, next pages."""
