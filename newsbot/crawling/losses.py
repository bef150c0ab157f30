"""Counts parts of pages that could not be read (e.g. JSON-LD), and fields that were too long."""

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any, Protocol

from newsbot.extraction.page.parts import PartFailure
from newsbot.items import Article, FetchedPage
from newsbot.plain_text import plain_text

logger = logging.getLogger(__name__)


class Counting(Protocol):
    """Counters with names, such as the stats of a crawl."""

    def inc_value(self, key: str, count: int = 1) -> Any:
        """Adds `count` to the counter `key`."""


class Tally(Counter[str]):
    """Named counters, for commands that do not crawl and so have no Scrapy stats.

    It has the method `inc_value` of the stats, so that the same code can count in a Tally or
    in the stats.
    """

    def inc_value(self, key: str, count: int = 1) -> None:
        """Adds `count` to the counter `key`."""
        self[key] += count


class Losses:
    """Counts parts of pages that could not be read, and fields of articles that were shortened.

    A part is e.g. the JSON-LD of a page. For each site and each kind of part, the first failure is
    also logged.
    """

    def __init__(self, stats: Counting) -> None:
        self._stats = stats
        self._told: set[tuple[str, str]] = set()

    def add_failures(self, page: FetchedPage, failures: Iterable[PartFailure]) -> None:
        """Counts and logs the parts of a page that could not be read, e.g. its JSON-LD.

        Only the first failure of each part on each site is logged.
        """
        for each in failures:
            self._stats.inc_value(f"newsbot/part_failed/{each.part}")
            if (page.site, each.part) not in self._told:
                self._told.add((page.site, each.part))
                logger.error(
                    "%s: %s could not be read. Further pages of %s where it fails are only"
                    " counted.\n%s",
                    page.url,
                    each.part,
                    page.site,
                    plain_text(each.why),
                )

    def add_cuts(self, article: Article) -> None:
        """Counts the fields of an article that were shortened because they were too long."""
        for name in article.cut_fields:
            self._stats.inc_value(f"newsbot/field_cut/{name}")
