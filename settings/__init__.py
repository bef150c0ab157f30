"""Scrapy settings: `base` for all, and a module for each environment that scrapy.cfg names."""
