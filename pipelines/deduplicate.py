"""Article → FingerprintedArticle: what it may be a copy of, before any lock."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

from scrapy.crawler import Crawler

from newsbot.batches import Batches
from newsbot.errors import RowRefused
from newsbot.items import Article, FingerprintedArticle
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.engine import connect
from pipelines.store import not_storable

# As in pipelines.store, where more is to be saved.
GATHER_S = 0.1

LookUp = Callable[[Sequence[Article]], list[FingerprintedArticle]]


class DeduplicatePipeline:
    """Fingerprints articles and looks their originals up, in batches, off the event loop."""

    def __init__(self, look_up: LookUp) -> None:
        self._batches = Batches(partial(_look_up, look_up), gather_s=GATHER_S)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the crawler's database."""
        return cls(partial(look_up, connect(crawler.settings["NEWSBOT_DATABASE_URL"])))

    async def process_item(self, item: Any) -> Any:
        """Adds fingerprint and match to articles."""
        if not isinstance(item, Article):
            return item
        try:
            return await self._batches.submit(item)
        except RowRefused as error:
            return not_storable(item, error)


def _look_up(look_up: LookUp, articles: Sequence[Article]) -> list[FingerprintedArticle]:
    return with_retries(partial(look_up, articles))
