"""Counts the pages and articles of each site and day, in the storing transaction.

Several batches add to one row, and medians cannot be added. So lengths and delays are rounded to 24
steps for each power of two and counted by size: a day has a few dozen different sizes, and a median
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
"""The fields of an article for which it is counted how many articles have them."""
STEPS = 24
"""How many rounded sizes there are between one power of two and the next."""
_NUMBERS = ("fetched", "stored", "copies", "revised")
_COUNTERS = ("rejected", "filled", "words", "latencies")


@dataclass(slots=True)
class _Day:
    numbers: Counter[str] = field(default_factory=Counter)
    counters: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in _COUNTERS}
    )


class SiteCounts:
    """The counts of one batch of pages, by site and by day in UTC."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, date], _Day] = {}

    def add_article(self, item: FingerprintedArticle, outcome: Outcome) -> None:
        """Counts a page that gave an article, and what it was (`outcome`)."""
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
        """Counts an unchanged page of a known article, if the server sent the page."""
        self._day(page.site, page.at).numbers["fetched"] += page.is_downloaded

    def add_rejection(self, rejection: Rejection) -> None:
        """Counts a downloaded page, or a failed download, that gave no article.

        A look that failed counts at most as fetched: it says nothing about the site's new pages.
        """
        day = self._day(rejection.site, rejection.at)
        day.numbers["fetched"] += rejection.stage != "download"
        if not rejection.is_revisit:
            day.counters["rejected"][rejection.reason] += 1

    def write(self, connection: Connection, site_ids: Mapping[str, int]) -> None:
        """Adds the counts to newsbot.site_days, in a transaction that holds the storing lock."""
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
    """The counts of the pages and rejections that one transaction stores."""
    counts = SiteCounts()
    for item, outcome in articles:
        counts.add_article(item, outcome)
    for page in same:
        counts.add_same(page)
    for rejection in rejections:
        counts.add_rejection(rejection)
    return counts


def _latency_minutes(article: Article) -> int | None:
    """Minutes from publication to the fetch; None if the page states no time of publication."""
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
