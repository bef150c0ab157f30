"""`python -m tests.crawl.impatient ARGS`: Scrapy, which waits only a second for the database."""

from scrapy.cmdline import execute

from newsbot.storage.connection.retry import outage

if __name__ == "__main__":
    outage._limit_s = 1  # noqa: SLF001 - users need no setting for it
    execute()
