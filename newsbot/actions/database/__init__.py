"""The work of those actions of `scrapy db` that take long, e.g. `scrapy db dump`."""
