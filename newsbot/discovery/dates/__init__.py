"""Reads the dates in feeds, sitemaps and HTTP headers, in the forms that publishers write."""
