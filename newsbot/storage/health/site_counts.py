"""Counts the pages and articles of each site and day, in the transaction that stores them.

A crawl stores pages in batches, and several batches add to the counts of one site and day. The
audit, which looks for faults of sites, needs medians, e.g. of the lengths of articles. But the
medians of several batches cannot be added up to one. So it is counted how many articles have which
length, and how many were fetched how long after their publication.

The lengths and delays are rounded, so that a day has only a few dozen different ones. There are 24
rounded values from each power of two to the next, e.g. from 256 to 512. So a median that is
computed from the counts is exact to about 2 %.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, func
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import (
    Article,
    Copy,
    FingerprintedArticle,
    New,
    Outcome,
    Rejection,
    Revised,
    SamePage,
)
from newsbot.storage.models import health_tables

FIELDS = ("title", "authors", "published_at", "language", "section", "summary", "image_url")
"""The names of fields of articles. For each of these fields, the number of a site's new articles
that have it is stored."""
STEPS = 24
"""Lengths of articles and delays are rounded before they are counted: from one power of two to the
next, this many values are possible. With 24 of them, each is about 3 % above the one before."""
_NUMBERS = ("fetched", "stored", "copies", "revised")
_COUNTERS = ("rejected", "filled", "words", "latencies")


@dataclass(slots=True)
class _Day:
    numbers: Counter[str] = field(default_factory=Counter)
    counters: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in _COUNTERS}
    )


class SiteCounts:
    """Counts the pages that one transaction stores or rejects, by site and day in UTC."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, date], _Day] = {}

    def add_article(self, item: FingerprintedArticle, outcome: Outcome) -> None:
        """Counts a fetched page that gave an article.

        `outcome` says what the article is, e.g. a new article, or a copy of another one. The
        fields, the length and the delay of an article are counted only if it is a new article or a
        copy.
        """
        article = item.article
        day = self._day(article.site, article.fetched_at)
        day.numbers["fetched"] += 1
        if isinstance(outcome, Revised):
            day.numbers["revised"] += 1
        if not isinstance(outcome, New | Copy):
            return
        day.numbers["stored" if isinstance(outcome, New) else "copies"] += 1
        day.counters["filled"].update(name for name in FIELDS if getattr(article, name))
        day.counters["words"][_rounded(item.fingerprint.word_count)] += 1
        latency = _latency_minutes(article)
        if latency is not None:
            day.counters["latencies"][_rounded(latency)] += 1

    def add_same(self, page: SamePage) -> None:
        """Counts the unchanged page of a stored article as fetched, if its content was downloaded.

        The content is not downloaded if the server answers 304 (Not Modified).
        """
        self._day(page.site, page.at).numbers["fetched"] += page.is_downloaded

    def add_rejection(self, rejection: Rejection) -> None:
        """Counts a downloaded page, or a failed download, that gave no article.

        A look is a further fetch of the page of a stored article. If a look gives no article, the
        page is not counted as rejected, because this says nothing about the site's new pages.
        """
        day = self._day(rejection.site, rejection.at)
        day.numbers["fetched"] += rejection.stage != "download"
        if not rejection.is_revisit:
            day.counters["rejected"][rejection.reason] += 1

    def write(self, connection: Connection, site_ids: Mapping[str, int]) -> None:
        """Adds the counts to the table newsbot.site_days.

        `site_ids` has the id of each site by the site's key. The caller's transaction must hold the
        lock that all crawls take to store articles (STORING_LOCK).
        """
        rows: list[dict[str, Any]] = [
            {"site_id": site_ids[site], "day": day}
            | {name: counts.numbers[name] for name in _NUMBERS}
            | {name: dict(counter) for name, counter in counts.counters.items()}
            for (site, day), counts in self._days.items()
        ]
        if rows:
            connection.execute(_ADD, rows)

    def _day(self, site: str, at: datetime) -> _Day:
        return self._days.setdefault((site, at.astimezone(UTC).date()), _Day())


def count_batch(
    articles: Iterable[tuple[FingerprintedArticle, Outcome]],
    same: Iterable[SamePage],
    rejections: Iterable[Rejection],
) -> SiteCounts:
    """Counts the pages that one transaction stores.

    `articles` are the pages that gave an article, `same` are the unchanged pages of stored
    articles, and `rejections` are the pages and failed downloads that gave no article.
    """
    counts = SiteCounts()
    for item, outcome in articles:
        counts.add_article(item, outcome)
    for page in same:
        counts.add_same(page)
    for rejection in rejections:
        counts.add_rejection(rejection)
    return counts


def _latency_minutes(article: Article) -> int | None:
    """The minutes from an article's publication to the fetch of its page, 0 or more.

    None if the page does not state when it was published, or states only the day.
    """
    if article.published_at is None or article.published_precision == "day":
        return None
    return max(0, round((article.fetched_at - article.published_at).total_seconds() / 60))


def _rounded(size: int) -> str:
    if size <= 0:
        return "0"
    return str(round(2 ** (round(math.log2(size) * STEPS) / STEPS)))


def _adding(table: Table) -> Any:
    statement = insert(table)
    new, old = statement.excluded, table.c
    numbers = {name: old[name] + new[name] for name in _NUMBERS}
    counters = {name: func.newsbot.sum_of_counts(old[name], new[name]) for name in _COUNTERS}
    return statement.on_conflict_do_update(
        index_elements=["site_id", "day"], set_=numbers | counters
    )


_ADD = _adding(health_tables.site_days)
