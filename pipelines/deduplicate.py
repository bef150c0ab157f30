"""Article → FingerprintedArticle: finds what an article may be a copy of, without a lock."""

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

# Waiting for a larger batch pays as in pipelines.store, but less.
GATHER_S = 0.1

LookUp = Callable[[Sequence[Article]], list[FingerprintedArticle]]


class DeduplicatePipeline:
    """A pipeline that fingerprints articles and looks up their originals, in batches."""

    def __init__(self, look_up: LookUp) -> None:
        self._batches: Batches[Article, FingerprintedArticle] = Batches(
            lambda articles: with_retries(partial(look_up, articles)), gather_s=GATHER_S
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the database of the crawler."""
        return cls(partial(look_up, connect(crawler.settings["NEWSBOT_DATABASE_URL"])))

    async def process_item(self, item: Any) -> Any:
        """Adds the fingerprint of an article and the match, if any; other items travel on."""
        if not isinstance(item, Article):
            return item
        try:
            return await self._batches.submit(item)
        except RowRefused as error:
            return not_storable(item, error)
