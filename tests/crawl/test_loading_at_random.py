"""Whatever the pages are, groups of waves leave the rows of single waves."""

import random
from collections.abc import Collection

import pytest
from sqlalchemy import Engine, text

from newsbot.storage.connection import copying
from newsbot.urls import url_key
from tests.crawl.both_ways import left_in, load, loading, stream
from tests.crawl.invented_pages import Invention

SEEDS = range(8)
PAGES = 200
"""A quarter of them is stored before, one by one."""


def forget(engine: Engine, urls: Collection[str], site: str | None) -> None:
    """Has URLs and a site forgotten, as `scrapy articles forget` does with URLs not stored yet."""
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO newsbot.forgotten_urls (url_key, url) VALUES (:key, :url)"),
            [{"key": url_key(url), "url": url} for url in urls],
        )
        connection.execute(
            text("UPDATE newsbot.sites SET forgotten_at = newsbot.now() WHERE key = :site"),
            {"site": site},
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_invented_pages_leave_the_same_rows_both_ways(engine, second_engine, seed, monkeypatch):
    chance = random.Random(seed)  # noqa: S311 - it has to be the same each time
    pages = Invention.of(chance).pages(PAGES)
    size = chance.choice((1, 3, 10))
    waves = [pages[start : start + size] for start in range(0, PAGES, size)]
    waves += chance.sample(waves, 2)
    before, after = waves[: len(waves) // 4], waves[len(waves) // 4 :]
    by_key = {url_key(each.url): each.url for each in chance.sample(pages, chance.choice((0, 9)))}
    site = chance.choice((None, "echo.example"))
    for each in (engine, second_engine):
        stream(each, before)
        if by_key:
            forget(each, by_key.values(), site)
    stream(second_engine, after)
    monkeypatch.setattr(copying, "COPIED_FROM", 1)  # few rows are sent as many are
    assert len(load(loading(engine), after)) <= len(after)
    assert left_in(engine) == left_in(second_engine)
