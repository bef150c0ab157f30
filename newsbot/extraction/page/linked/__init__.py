"""Reads the JSON-LD of a page, broken or not."""
