"""Reads what belongs to a source beside the page at the URL of the source.

For a sitemap index these are the sitemaps in it, and for a section page the next pages.
"""
