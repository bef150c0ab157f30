"""Finds the links on a section page that lead to news stories, and the link to the next page.

A section page is an HTML page that lists stories, e.g. the front page of a newspaper. To understand
this package, begin with `stories.py`: it uses all other modules.
"""
