"""Waves that are settled in groups leave the same rows as waves that are settled one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, text

from newsbot.crawling.waves.cutting import WAVE
from newsbot.crawling.waves.first import FirstRead
from newsbot.crawling.waves.loading import MOST_PAGES
from newsbot.dedup.text import Text
from newsbot.extraction.page.boilerplate import block_key
from newsbot.items import Article
from newsbot.storage.articles.loading.group import PageGroup
from newsbot.storage.engine import connect
from tests.benchmarks.archive import pages
from tests.benchmarks.dedup import series
from tests.crawl.both_ways import left_in, load, loading, stream
from tests.storage.making import article, rows, store, story

PAGES, SITES = 400, 5
LATER = timedelta(days=5)
CHANGES = "SELECT change_id FROM news.changes ORDER BY change_id"


def read(number: int) -> FirstRead:
    """A page of one of few sites, with a line that all pages of the site have."""
    found = pages.read(number)
    host = found.site
    site = f"site{int(host.removeprefix('site').partition('.')[0]) % SITES}.example"
    moved: dict[str, Any] = {
        "site": site,
        "url": found.url.replace(host, site),
        "requested_url": found.requested_url.replace(host, site),
    }
    if not isinstance(found.result, Article):
        return replace(found, **moved, result=replace(found.result, **moved))
    lines = [*found.result.body.split("\n"), f"All rights are with the paper {site}."]
    # Some copies are stored after other copies of the text, but were published first.
    is_early = number % 10 == series.COPIES[0]
    published_at = found.fetched_at - timedelta(days=10 if is_early else 0)
    result = replace(
        found.result,
        **moved,
        published_at=published_at,
        canonical_url=moved["url"] if number % 3 else None,
        body="\n".join(lines),
        block_keys=tuple(map(block_key, lines)),
    )
    return replace(found, **moved, result=result, fingerprint=Text(result.body).fingerprint)


def later(first: FirstRead) -> FirstRead:
    """The same page as it is days later, with one line more."""
    assert isinstance(first.result, Article)
    at = first.fetched_at + LATER
    body = f"{first.result.body}\nThe ferry has sailed since."
    result = replace(first.result, body=body, fetched_at=at)
    return replace(first, fetched_at=at, result=result, fingerprint=Text(body).fingerprint)


@pytest.fixture(scope="module")
def waves() -> list[list[FirstRead]]:
    found = [read(number) for number in range(PAGES)]
    found += [later(each) for each in found[:20] if isinstance(each.result, Article)]
    in_order = sorted(found, key=lambda each: (each.fetched_at, each.url))
    return [in_order[start : start + WAVE] for start in range(0, len(in_order), WAVE)]


@pytest.fixture
def streamed(module_database_url: str, waves: list[list[FirstRead]]) -> Iterator[Engine]:
    """A database in which the waves were settled one by one."""
    engine = connect(module_database_url)
    stream(engine, waves if not rows(engine, CHANGES) else ())
    yield engine
    engine.dispose()


def test_groups_leave_the_rows_of_single_waves(streamed, engine, waves):
    sizes = load(loading(engine), waves)
    assert len(sizes) < len(waves) / 2
    found = left_in(engine)
    assert found == left_in(streamed)
    assert all(found[name] for name in ("versions", "rejections", "blocks", "sketches"))
    count = "SELECT count(*) FROM newsbot."
    assert rows(engine, f"{count}articles WHERE copy_of IS NOT NULL")[0][0] > PAGES / 10
    assert rows(engine, f"{count}article_blocks WHERE is_reprint")[0][0] > 0
    assert rows(engine, f"{count}versions WHERE recurring_lines <> '{{}}'")[0][0] > 0
    assert rows(engine, f"{count}versions WHERE number > 1")[0][0] > 0
    assert rows(engine, f"{count}changes WHERE op = 'merge'")[0][0] > 0


def test_a_load_that_was_interrupted_before_it_was_noted_leaves_the_same_rows(
    streamed, engine, waves
):
    (first,) = load(loading(engine), waves, most_groups=1)
    assert first > 1
    load(loading(engine), waves[1:])  # as if only the first wave had been noted
    # The fetches of pages that were settled twice are counted twice.
    without = ("site_days", "rejections")
    assert left_in(engine, *without) == left_in(streamed, *without)


def test_a_group_beside_which_others_store_is_settled_wave_by_wave(engine, waves):
    into = loading(engine)
    begin: Callable[[], PageGroup] = into.begin

    def disturbed() -> PageGroup:
        group = begin()
        if into.most_pages == MOST_PAGES:
            store(engine, article("copy", _body_of(waves[1]), fetched_at=waves[1][0].fetched_at))
        return group

    into.begin = disturbed
    sizes = load(into, waves[:4])
    assert sizes[0] == sizes[1] == 1 < max(sizes)
    # The article that others stored is the original of the page with the same text.
    copies = "SELECT count(*) FROM news.copies AS c JOIN news.articles AS a ON a.id = c.copy_of"
    assert rows(engine, f"{copies} WHERE a.url LIKE '%/copy'")[0][0] > 0


def _body_of(wave: Sequence[FirstRead]) -> str:
    return next(each.result.body for each in wave if isinstance(each.result, Article))


def test_a_reader_of_the_change_feed_beside_a_load_sees_each_change_once(engine, waves):
    seen: list[int] = []
    is_over = Event()

    def follow() -> None:
        with engine.connect() as connection:
            while True:
                is_last = is_over.is_set()
                new = connection.execute(
                    text("SELECT change_id FROM news.changes WHERE change_id > :last ORDER BY 1"),
                    {"last": max(seen, default=0)},
                )
                seen.extend(new.scalars())
                connection.rollback()
                if is_last:
                    return

    def rival() -> None:
        for number in range(20):
            store(engine, article(f"rival-{number}", story(f"rival {number}")))

    reader, other = Thread(target=follow), Thread(target=rival)
    for thread in (reader, other):
        thread.start()
    load(loading(engine), waves)
    other.join()
    is_over.set()
    reader.join()
    assert seen == [number for (number,) in rows(engine, CHANGES)]
    assert rows(engine, "SELECT count(*) FROM news.all_articles WHERE url LIKE '%/rival-%'") == [
        (20,)
    ]
