"""Texts for the search for copies by language: each kind of text is a table keyed by ISO code."""
