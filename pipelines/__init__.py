"""Pipelines, thin adapters of Scrapy to the core: extract, deduplicate, store, in this order."""
