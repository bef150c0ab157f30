"""Collects the stats of a crawl, as Scrapy's own collector does, but faster.

The stats change about 20 times for each page. At each change, Scrapy 2.19 checks whether the caller
passed a `spider`, and warns if so, because this is deprecated. These checks took 5 % of the main
process's time. They are left out here.
"""

from scrapy.statscollectors import MemoryStatsCollector


class PlainStats(MemoryStatsCollector):
    """Keeps the stats of a crawl in memory, as Scrapy's own collector does, but without one check.

    Scrapy's collector checks at each call whether a caller passed the deprecated argument `spider`.
    """

    # Scrapy defines this method to wrap each other method of the collector into a check of its
    # arguments. Python's own method does not wrap them.
    __getattribute__ = object.__getattribute__
