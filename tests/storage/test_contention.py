"""Crawls that offer and store the same URLs at the same time do not end in a deadlock."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

from sqlalchemy import Engine, create_engine, text

from newsbot import clock
from newsbot.items import Link, Rejection
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.frontier.retries import Asked, make_due
from tests.storage.making import article, rejection, rows, story

ROUNDS, URLS, BATCH = 40, 60, 30
SITE = "gazette.example"
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def url(number: int) -> str:
    return f"https://{SITE}/{number}"


def offered(chance: random.Random, round_: int) -> list[Offer]:
    """Offers of known links that changed and of new links, in random order."""
    changed_at = clock.now() + timedelta(seconds=round_)
    numbers = chance.sample(range(round_, round_ + URLS), BATCH)
    return [Offer(link=Link(url=url(n), changed_at=changed_at), site=SITE) for n in numbers]


def refused(chance: random.Random, round_: int) -> list[Rejection]:
    numbers = chance.sample(range(round_, round_ + URLS), BATCH // 2)
    return [rejection(str(n), "http_503", stage="download", at=clock.now()) for n in numbers]


def offering(engine: Engine, barrier: Barrier, chance: random.Random) -> None:
    offers = Offers(engine)
    for round_ in range(ROUNDS):
        barrier.wait()
        offers.offer(offered(chance, round_))


def naming(engine: Engine, barrier: Barrier, chance: random.Random) -> None:
    offers = Offers(engine)
    for round_ in range(ROUNDS):
        barrier.wait()
        offers.want(offered(chance, round_))
        make_due(engine, Asked())


def storing(engine: Engine, barrier: Barrier, chance: random.Random) -> None:
    """Stores redirected articles, which insert new rows, and rejections in one transaction."""
    store = ArticleStore(engine)
    for round_ in range(ROUNDS):
        pages = [
            article(str(n), story(str(n), 60), requested_url=url(n + 7), fetched_at=clock.now())
            for n in chance.sample(range(round_, round_ + URLS), BATCH // 2)
        ]
        found = look_up(engine, pages)
        barrier.wait()
        store.store([*refused(chance, round_), *found])


@contextmanager
def slow_commits(engine: Engine) -> Iterator[Engine]:
    """An engine whose commits wait for the disk, and whose deadlocks are detected soon."""
    options = "-c timezone=UTC -c search_path=public -c deadlock_timeout=50ms"
    slow = create_engine(engine.url, connect_args={"options": options}, pool_size=6)
    yield slow
    slow.dispose()


def test_offers_and_stores_never_deadlock(engine: Engine) -> None:
    workers: list[Callable[[Engine, Barrier, random.Random], None]]
    workers = [offering, offering, naming, storing, storing]
    barrier = Barrier(len(workers), timeout=120)
    with slow_commits(engine) as slow, ThreadPoolExecutor(len(workers)) as pool:
        running = [
            pool.submit(work, slow, barrier, random.Random(number))  # noqa: S311 - the same each time
            for number, work in enumerate(workers)
        ]
        for each in running:
            each.result()
        with slow.begin() as connection:
            connection.execute(text("SELECT pg_stat_force_next_flush()"))
    assert rows(engine, DEADLOCKS) == [(0,)]
