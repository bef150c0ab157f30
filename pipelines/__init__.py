"""Scrapy's item pipelines, in this order: extract articles, find their originals, store them."""
