"""Settles waves of pages in both ways: each for itself, as `crawl warc` does, and in groups."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Engine

from newsbot.crawling.losses import Tally
from newsbot.crawling.partitions.extracting import Extractor, Options
from newsbot.crawling.waves.first import FirstRead
from newsbot.crawling.waves.loading import Loading, NoteWaves
from newsbot.crawling.waves.settling import Settling
from newsbot.dedup.text import Text
from newsbot.items import Article, FetchedPage, Outcome, Rejection
from newsbot.processes.workers import WorkerPool
from newsbot.revisits import Revisits
from newsbot.storage.articles.blocks.known_pages import KnownPages
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from tests.benchmarks.archive.settling import ROWS
from tests.storage.making import rows

Waves = Sequence[Sequence[FirstRead]]


def settling(engine: Engine) -> Settling:
    pool = WorkerPool(Options().limits)
    return Settling(
        reading=Extractor.of(Options(), pool, Tally()).reading,
        read_known=KnownPages(engine).read,
        look_up=partial(look_up, engine),
        store=ArticleStore(engine).store,
    )


def loading(engine: Engine) -> Loading:
    return Loading.of(engine, settling(engine), None, Revisits())


async def not_again(first: FirstRead) -> FetchedPage:
    raise AssertionError(f"{first.url} need not be extracted again")


def stream(engine: Engine, waves: Waves) -> list[Outcome]:
    """Settles waves one by one."""
    one_by_one = settling(engine)

    async def all_waves() -> list[Outcome]:
        return [each for wave in waves for each in await one_by_one.settle(wave, not_again)]

    return asyncio.run(all_waves())


def load(
    into: Loading, waves: Waves, most_groups: int = 100, note: NoteWaves = lambda *_: True
) -> list[int]:
    """Loads waves; returns how many were stored together, group by group."""
    left = iter(waves)

    async def next_wave() -> Sequence[FirstRead]:
        return next(left, ())

    async def all_groups() -> list[int]:
        sizes = []
        async for stored, outcomes in into.settle(next_wave, not_again, note):
            sizes.append(len(stored))
            assert len(outcomes) == sum(map(len, stored))
            if len(sizes) == most_groups:
                break
        return sizes

    return asyncio.run(all_groups())


def left_in(engine: Engine, *without: str) -> dict[str, Sequence[Any]]:
    """The rows of all tables that are compared."""
    return {name: rows(engine, sql) for name, sql in ROWS.items() if name not in without}


def first_read(found: Article | Rejection) -> FirstRead:
    """The first reading of a page on which this was found."""
    is_article = isinstance(found, Article)
    return FirstRead(
        page_key=found.url,
        url=found.url,
        requested_url=found.requested_url,
        site=found.site,
        fetched_at=found.fetched_at if is_article else found.at,
        result=found,
        fingerprint=Text(found.body).fingerprint if is_article else None,
    )
