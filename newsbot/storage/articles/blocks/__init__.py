"""The blocks (paragraphs) of stored articles: written, and counted around a page of the same site."""
