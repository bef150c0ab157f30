"""Moves the rows of one site to another, and deletes all rows of a site."""
