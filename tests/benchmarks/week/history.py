"""Writes four weeks of history as rows, as if newsbot had followed the network before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Connection, Engine, insert

from newsbot.storage.leases.waking import wake
from newsbot.storage.models import crawl_tables, health_tables
from newsbot.urls import host_of, origin_of, url_key
from tests.benchmarks.week import pages
from tests.benchmarks.week.plan import DAY, START, Outlet, Plan, Story

POLLED = timedelta(minutes=30)
"""How often the sources were polled in these weeks."""
LAST = START - POLLED


def write_history(engine: Engine, plan: Plan) -> None:
    """Writes what newsbot would know of each outlet at the start of the simulation."""
    for outlet in plan.outlets:
        stories = [story for story in outlet.stories if story.published_at < LAST]
        with engine.begin() as connection:
            _write(connection, outlet, stories)


def _write(connection: Connection, outlet: Outlet, stories: Sequence[Story]) -> None:
    base = outlet.base
    host = origin_of(base)
    wake(connection, [host], {host: host_of(base)})
    site = insert(crawl_tables.sites).values(key=outlet.key, first_seen_at=stories[0].published_at)
    site_id = connection.execute(site.returning(crawl_tables.sites.c.id)).scalar_one()
    days = {
        day: list(group) for day, group in groupby(stories, lambda each: each.published_at.date())
    }
    for kind in outlet.kinds:
        source = insert(crawl_tables.sources).values(
            site_id=site_id,
            kind=kind,
            url=base + pages.PATHS[kind],
            fetched_at=LAST,
            host=host,
            next_at=START,
            mean_gap=DAY / outlet.a_day,
            quiet_since=_seen_at(stories[-1]),
        )
        source_id = connection.execute(source.returning(crawl_tables.sources.c.id)).scalar_one()
        first = kind == outlet.kinds[0]
        rows = [_source_day(source_id, day, each, is_first=first) for day, each in days.items()]
        connection.execute(insert(health_tables.source_days), rows)
    rows = [_site_day(site_id, day, each) for day, each in days.items()]
    connection.execute(insert(health_tables.site_days), rows)
    # Only what the sources still list: newsbot would know the rest, but is not asked for it.
    listed = [_known(base, site_id, source_id, host, each) for each in outlet.listed(LAST)]
    connection.execute(insert(crawl_tables.frontier), listed)


def _seen_at(story: Story) -> datetime:
    """When the poll was that found a story."""
    return story.published_at + (START - story.published_at) % POLLED


def _source_day(
    source_id: int, day: date, stories: Sequence[Story], *, is_first: bool
) -> dict[str, Any]:
    seen = sorted({_seen_at(story) for story in stories})
    end = START + (day - START.date()) + DAY
    return {
        "source_id": source_id,
        "day": day,
        "polls": DAY // POLLED,
        "with_news": len(seen),
        "links": 25,
        "new_links": len(stories) if is_first else 0,
        "good_at": min(end - timedelta(minutes=1), LAST),
        "newest_at": seen[-1],
        "first_news_at": seen[0],
        "last_news_at": seen[-1],
        "longest_pause": max((two - one for one, two in pairwise(seen)), default=timedelta()),
    }


def _site_day(site_id: int, day: date, stories: Sequence[Story]) -> dict[str, Any]:
    open_ones = [story for story in stories if not story.is_forbidden]
    words: dict[str, int] = {}
    for story in open_ones:
        size = str(sum(len(each.split()) for each in pages.paragraphs(story, 1)))
        words[size] = words.get(size, 0) + 1
    count = len(open_ones)
    return {
        "site_id": site_id,
        "day": day,
        "fetched": count,
        "stored": count,
        "rejected": {"robots_txt": len(stories) - count} if count < len(stories) else {},
        "filled": dict.fromkeys(("title", "authors", "published_at", "language"), count),
        "words": words,
    }


def _known(base: str, site_id: int, source_id: int, host: str, story: Story) -> dict[str, Any]:
    url = base + story.path
    return {
        "url_key": url_key(url),
        "url": url,
        "site_id": site_id,
        "source_id": source_id,
        "state": "done",
        "host": host,
        "published_at": story.published_at,
        "changed_at": story.published_at,
        "discovered_at": _seen_at(story),
        "done_at": _seen_at(story),
    }
