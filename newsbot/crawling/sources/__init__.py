"""Reads the pages that belong to a source, in addition to the page at the URL of the source.

For a sitemap index, these are the sitemaps that it lists. For a section page, these are the pages
that follow it ("Older posts").
"""
