"""Scrapy settings: `base` for all, then one module an environment; scrapy.cfg names them."""
