"""The work of `scrapy archive` and `scrapy reextract`."""
