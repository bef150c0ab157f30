"""Reads who wrote an article: persons and organisations, from what the page states or shows."""
