"""Thin adapters between Scrapy and the core: extract, deduplicate, store, in this order."""
