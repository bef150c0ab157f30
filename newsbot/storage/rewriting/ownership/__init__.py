"""Moves stored rows from one site to another, and deletes all rows of a site."""
