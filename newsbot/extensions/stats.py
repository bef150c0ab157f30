"""The collector of a crawl's stats, without a check of Scrapy that newsbot does not need.

A page changes about 20 stats. At each change, Scrapy 2.19 checks whether it was passed a `spider`,
to warn that this is deprecated. The checks took 5 % of the main process's time.
"""

from scrapy.statscollectors import MemoryStatsCollector


class PlainStats(MemoryStatsCollector):
    """Keeps the stats of a crawl in memory, as Scrapy's own collector does."""

    # The method of Scrapy that this replaces wraps the other methods into the check.
    __getattribute__ = object.__getattribute__
