"""A simulated week of an invented network of news sites, and what newsbot makes of it."""
