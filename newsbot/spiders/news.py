"""The spider of `scrapy crawl news [-a site=KEY[,KEY]]`, which crawls registered sites."""

import math
from typing import Any, ClassVar

from newsbot.crawling.work.budget import Budget
from newsbot.spiders.sources import SourcesSpider


class NewsSitesSpider(SourcesSpider):
    """A spider that finds articles by feeds, sitemaps and section pages of registered sites."""

    name = "news"
    is_told: ClassVar[bool] = False
    usage: ClassVar[str] = (
        "scrapy crawl news [-a site=KEY[,KEY]] [-a minutes=N] [-a watch=1] [-a sites_file=PATH]"
    )

    def __init__(
        self,
        site: str | None = None,
        minutes: str | None = None,
        watch: str = "0",
        **others: Any,
    ) -> None:
        """Chooses the sources to fetch, and how long the run takes.

        Args:
            site: the keys of the sites whose sources are fetched, separated by commas; None: all.
            minutes: the time after which the run starts no more requests; None: no limit.
            watch: "1" if the run does not end when nothing is due, but waits for later work.
            others: the arguments of the base class.

        Raises:
            UsageError: `minutes` or `watch` is wrong, or an argument in `others` is unknown.
            ConfigurationError: a site is not registered, or the sites file is invalid.
        """
        super().__init__(**others)
        if watch not in {"0", "1"}:
            raise self.misuse(f"-a watch={watch!r} has to be 1 or 0")
        seconds = None if minutes is None else 60 * self._minutes(minutes)
        self.budget = Budget(seconds=seconds, is_watching=watch == "1")
        sites = self.registry.sites
        if site is not None:
            keys = dict.fromkeys(key.strip() for key in site.split(","))
            sites = tuple(self.registry.site(key) for key in keys)
            self.only_sites = tuple(keys)
        self.sources = tuple(source for site_ in sites for source in site_.sources)

    def _minutes(self, value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            raise self.misuse(f"-a minutes={value!r} has to be a number above 0")
        return number
