"""Scrapy settings: `base` holds for all, one further module for each environment in scrapy.cfg."""
