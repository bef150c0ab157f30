"""The work of `scrapy sites`: a module for each of the things that it does."""
