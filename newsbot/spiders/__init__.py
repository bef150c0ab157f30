"""Spiders: one for each way of discovery, none for a single publisher."""
