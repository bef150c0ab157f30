"""Reads section pages: which links on an HTML page lead to news stories, and which to a next page.

`stories.py` begins. It puts together what the other modules find out about each link.
"""
