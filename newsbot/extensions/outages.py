"""Pauses a crawl while the database is away: pages fetched then could not be stored."""

from typing import TYPE_CHECKING, Self

from scrapy.crawler import Crawler

from newsbot.storage.connection.retry import outage

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase


class OutagePause:
    """An extension that pauses Scrapy's engine while something waits for the database."""

    def __init__(self, crawler: Crawler, reactor: "ReactorBase") -> None:
        self._crawler = crawler
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens to outages of the database, which are told in the threads that wait for it."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it would choose one

        pause = cls(crawler, reactor)
        outage.listen(pause.on_outage)
        return pause

    def on_outage(self, is_on: bool) -> None:  # noqa: FBT001 - it begins or it ends
        """Has the reactor pause the engine at the start of an outage, and unpause it at the end."""
        self._reactor.callFromThread(self._set, is_on)

    def _set(self, is_on: bool) -> None:  # noqa: FBT001 - as above
        engine = self._crawler.engine
        if is_on:
            engine.pause()
        else:
            engine.unpause()
