"""Finds the names in a byline, and the words before, between and after them."""
