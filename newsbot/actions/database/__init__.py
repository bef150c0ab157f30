"""The work of the larger subcommands of `scrapy db`, one module for each."""
