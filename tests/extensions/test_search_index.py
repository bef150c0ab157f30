"""The extension that indexes stored articles while a crawl runs."""

import asyncio
import logging
from threading import Event

import pytest

from newsbot.errors import DatabaseError
from newsbot.extensions.search_index import SearchIndexer


class Queue:
    """Articles that wait to be indexed, in batches of 10. The first `failures` attempts fail."""

    def __init__(self, articles: int, failures: int = 0) -> None:
        self.articles = articles
        self.is_empty = Event()
        self._failures = failures

    def index(self) -> int:
        if self._failures:
            self._failures -= 1
            raise DatabaseError("cannot index articles for news.search: the server is gone")
        done = min(10, self.articles)
        self.articles -= done
        if not self.articles:
            self.is_empty.set()
        return done


async def _crawl(queue: Queue, interval_s: float, last_s: float, *, waits: bool) -> None:
    indexer = SearchIndexer(queue.index, interval_s, last_s)
    indexer.spider_opened()
    if waits:
        await asyncio.to_thread(queue.is_empty.wait)
    await indexer.spider_closed("finished")


def test_stored_articles_are_indexed_while_a_spider_is_open() -> None:
    queue = Queue(articles=25)
    asyncio.run(_crawl(queue, interval_s=0.001, last_s=0, waits=True))
    assert queue.articles == 0


def test_what_is_left_is_indexed_when_the_spider_is_closed() -> None:
    queue = Queue(articles=25)
    asyncio.run(_crawl(queue, interval_s=3600, last_s=60, waits=False))
    assert queue.articles == 0


def test_a_long_queue_does_not_keep_a_crawl_from_ending() -> None:
    queue = Queue(articles=10**9)
    asyncio.run(_crawl(queue, interval_s=3600, last_s=0.01, waits=False))
    assert queue.articles > 0


def test_a_database_that_fails_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    queue = Queue(articles=25, failures=2)
    with caplog.at_level(logging.WARNING):
        asyncio.run(_crawl(queue, interval_s=0.001, last_s=0, waits=True))
    assert caplog.messages == ["cannot index articles for news.search: the server is gone"] * 2
