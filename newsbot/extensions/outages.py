"""Pauses a crawl while the database does not answer, because fetched pages could not be stored."""

from typing import TYPE_CHECKING, Self

from scrapy.crawler import Crawler

from newsbot.storage.connection.retry import outage

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase


class OutagePause:
    """An extension that pauses the crawl while the database does not answer."""

    def __init__(self, crawler: Crawler, reactor: "ReactorBase") -> None:
        self._crawler = crawler
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the extension, whose method `on_outage` is called when an outage begins or ends.

        An outage is a time in which the database does not answer. The method is called in the
        thread that waits for the database.
        """
        from twisted.internet import reactor  # noqa: PLC0415 - the import chooses a reactor

        pause = cls(crawler, reactor)
        outage.listen(pause.on_outage)
        return pause

    def on_outage(self, is_on: bool) -> None:  # noqa: FBT001 - True: an outage begins; False: it ends
        """Pauses the crawl when an outage of the database begins, and resumes it at the end.

        The crawl is paused and resumed in the reactor's thread, and not in the thread of the
        caller.
        """
        self._reactor.callFromThread(self._set, is_on)

    def _set(self, is_on: bool) -> None:  # noqa: FBT001 - as in on_outage
        engine = self._crawler.engine
        if is_on:
            engine.pause()
        else:
            engine.unpause()
