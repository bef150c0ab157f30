"""Finds the text of an article in parts of the page that browsers do not show, e.g. in JSON."""
