"""The pipeline step that makes a FingerprintedArticle of each Article.

It looks up the stored articles of which the article may be a copy, without locking any table.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

from scrapy.crawler import Crawler

from newsbot.crawling.batches import Batches
from newsbot.errors import RowRefused
from newsbot.items import Article, FingerprintedArticle
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from pipelines.store import not_storable

# The longest time in seconds that a batch waits for more articles. A larger batch takes less CPU
# time for each article. The wait is shorter than in pipelines.store, because it saves less here.
GATHER_S = 0.1

LookUp = Callable[[Sequence[Article]], list[FingerprintedArticle]]


class DeduplicatePipeline:
    """A pipeline that fingerprints articles and looks up their stored copies, in batches."""

    def __init__(self, look_up: LookUp) -> None:
        self._batches: Batches[Article, FingerprintedArticle] = Batches(
            lambda articles: with_retries(partial(look_up, articles)), gather_s=GATHER_S
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of a crawler; looks articles up in the database that the settings name."""
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])

        def look_up_all(articles: Sequence[Article]) -> list[FingerprintedArticle]:
            # It takes .2 s to load, which a run with nothing due can do without.
            from newsbot.storage.copies.candidates import look_up  # noqa: PLC0415

            return look_up(engine, articles)

        return cls(look_up_all)

    async def process_item(self, item: Any) -> Any:
        """The article with its fingerprint and its match, if any; other items stay unchanged."""
        if not isinstance(item, Article):
            return item
        try:
            return await self._batches.submit(item)
        except RowRefused as error:
            return not_storable(item, error)
