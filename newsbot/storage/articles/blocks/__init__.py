"""Stores the blocks (paragraphs) of articles, and counts how often they recur on a site."""
