"""Runs a crawl within a command, until it ends or a signal stops it."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler, CrawlerProcessBase

from newsbot.downloading.downloader import StoppableDownloader
from newsbot.storage.connection.retry import outage
from newsbot.storage.connection.session import hang_up

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

logger = logging.getLogger(__name__)

# How long a crawl goes on after a first SIGINT or SIGTERM. Downloads that still run after GRACE_S
# seconds are dropped. All other work that still runs after ABANDON_S seconds is abandoned.
GRACE_S = 8
ABANDON_S = 10
# Scrapy settings for a command that fetches pages, but stores nothing. They turn off all item
# pipelines, and the frontier (newsbot's table of URLs to fetch). The only extension of newsbot that
# they leave on is the one that sends slow hosts fewer requests.
NOTHING_STORED = {
    "SPIDER_MIDDLEWARES": {"newsbot.middlewares.frontier.FrontierMiddleware": None},
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {"newsbot.extensions.throttle.Throttle": 400},
}
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def items_of(
    process: CrawlerProcessBase, spider: type[Spider], arguments: Mapping[str, Any]
) -> list[Any]:
    """Runs a spider in a crawl that stores nothing, and returns the items that the spider yields.

    `arguments` are the arguments of the spider. No database is needed.

    Raises:
        KeyboardInterrupt: a signal (SIGINT or SIGTERM) has ended the crawl.
    """
    for name, value in NOTHING_STORED.items():
        process.settings.set(name, value, priority="cmdline")
    crawler = process.create_crawler(spider)
    found: list[Any] = []

    def keep(item: Any) -> None:
        found.append(item)

    crawler.signals.connect(keep, signal=signals.item_scraped)
    crawl_to_end(process, crawler, arguments)
    # If a signal has ended the crawl, `finish_reason` is "shutdown". After a second signal it may
    # be missing, because Scrapy had no time to set it.
    if crawler.stats.get_value("finish_reason", "shutdown") == "shutdown":
        raise KeyboardInterrupt
    return found


def crawl_to_end(
    process: CrawlerProcessBase, crawler: Crawler, arguments: Mapping[str, Any]
) -> None:
    """Runs a crawler until the crawl has finished, or a signal has stopped it.

    If the crawl cannot start, the exception that prevented it is raised, e.g. one from the method
    `from_crawler` of a component.
    """
    # The 127 000 objects that are loaded at this moment stay until the process ends. Without this
    # call, the garbage collector would look through all of them again and again during the crawl,
    # and each time takes up to 60 ms.
    gc.freeze()
    # Most objects of a page are freed without the garbage collector. With Python's threshold of
    # 700, the collector took 4 % of the CPU time of this process.
    gc.set_threshold(10_000)
    with _stopped_by_signals(_Stop(crawler)):
        crawling = process.crawl(crawler, **arguments)
        process.start(install_signal_handlers=False)
    # If a second signal ended the crawl at once, the future may not be done. Then there is no
    # exception to raise.
    if isinstance(crawling, asyncio.Future) and crawling.done() and not crawling.cancelled():
        error = crawling.exception()
        if error is not None:
            raise error


class _Stop:
    """Handles the signals SIGINT and SIGTERM during a crawl, both in the same way.

    After a first signal the crawl ends within ABANDON_S seconds. After a second signal it ends at
    once. If the article of a URL is not stored by then, the next crawl requests the URL again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._signals = 0
        self._stopping: asyncio.Task[None] | None = None

    def on_signal(self, number: int, _: FrameType | None) -> None:
        """Handles the signal `number`: stops the crawl, or abandons it after a second signal.

        If Twisted's reactor is not running yet, this happens as soon as it runs.
        """
        self._signals += 1
        act = self._stop if self._signals == 1 else self._abandon
        _reactor().callFromThread(act, signal.Signals(number).name)

    def _stop(self, name: str) -> None:
        engine = self._crawler._engine  # noqa: SLF001 - `crawler.engine` raises if there is none yet
        if engine is None or not engine.running or outage.is_on:
            self._abandon(name)
            return
        logger.info("%s: stopping within %d s. Send again to force", name, ABANDON_S)
        assert isinstance(engine.downloader, StoppableDownloader)  # noqa: S101 - settings name it
        loop = asyncio.get_running_loop()
        self._stopping = loop.create_task(self._crawler.stop_async())
        engine.downloader.drop_waiting()
        loop.call_later(GRACE_S, engine.downloader.drop_all)
        loop.call_later(ABANDON_S, self._abandon, name)
        outage.listen(lambda _: _reactor().callFromThread(self._abandon, name))

    def _abandon(self, name: str) -> None:
        logger.info("%s: what is under way is left to the next crawl", name)
        outage.give_up()
        hang_up()
        # Makes Scrapy stop the reactor at once. While `crawling` is True, Scrapy would wait until
        # the crawl has ended.
        self._crawler.crawling = False
        with contextlib.suppress(RuntimeError):  # it is stopping already
            _reactor().stop()


@contextlib.contextmanager
def _stopped_by_signals(stop: _Stop) -> Iterator[None]:
    before = {each: signal.signal(each, stop.on_signal) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _reactor() -> "ReactorBase":
    from twisted.internet import reactor  # noqa: PLC0415 - the import chooses a reactor

    return reactor
