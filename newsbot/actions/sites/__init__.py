"""The work of the command `scrapy sites`, with a module for each of its actions, e.g. "add"."""
