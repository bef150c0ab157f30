"""Keeps fetched pages in the archive during a crawl, and reads them from it again."""
