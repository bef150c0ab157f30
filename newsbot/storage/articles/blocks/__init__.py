"""Stores hashes of the paragraphs ("blocks") of articles; counts how often they recur on a site."""
