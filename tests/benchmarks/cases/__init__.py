"""Scores systems on cases: single pages with what is right for each, one kind of markup a page."""
