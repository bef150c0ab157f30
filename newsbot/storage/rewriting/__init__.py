"""Rewrites stored rows: copies resolved again, keys of URLs, articles that go to other sites."""
