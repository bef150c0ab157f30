"""Commands of Scrapy that newsbot extends. They store nothing, and need no database."""
