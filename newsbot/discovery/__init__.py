"""Finds articles: parses feeds, sitemaps and section pages, and returns their links to articles."""
