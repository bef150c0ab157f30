"""Finds articles: reads the links to articles from the bytes of a feed, sitemap or section page."""
