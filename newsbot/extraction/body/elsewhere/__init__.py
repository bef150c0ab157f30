"""Finds the text of articles whose pages do not have it in elements that browsers show."""
