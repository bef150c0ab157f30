"""Bytes of a feed, sitemap or section page → links, with what they say of the articles."""
