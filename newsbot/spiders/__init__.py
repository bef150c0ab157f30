"""Spiders: one for each kind of input (sources, URLs, archives), none for a single publisher."""
