"""Decides when sources are polled, and how soon a page is fetched again that a source calls new."""
