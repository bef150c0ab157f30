"""Commands of Scrapy that newsbot changes: they store nothing, and need no database."""
