"""The work of the larger actions of `scrapy db`, e.g. `scrapy db dump`."""
