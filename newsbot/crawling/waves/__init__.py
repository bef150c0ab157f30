"""Reads the pages of an archive in waves, so that the result depends only on their order."""
