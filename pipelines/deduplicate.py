"""The item pipeline that looks for stored articles of which a new article may be a copy.

It makes a FingerprintedArticle of each Article. It does not lock any table.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsbot.crawling.batches import Batches
from newsbot.crawling.page_reading import not_storable
from newsbot.errors import RowRefused
from newsbot.items import Article, FingerprintedArticle
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect

# How many seconds a batch that is not full waits for further articles. A larger batch takes less
# CPU time for each article.
GATHER_S = 0.1

LookUp = Callable[[Sequence[Article]], list[FingerprintedArticle]]


class DeduplicatePipeline:
    """An item pipeline that finds out of which stored articles new articles are copies.

    It does so for batches of articles, and computes the fingerprint of each.
    """

    def __init__(self, look_up: LookUp) -> None:
        self._batches: Batches[Article, FingerprintedArticle] = Batches(
            lambda articles: with_retries(partial(look_up, articles)), gather_s=GATHER_S
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the pipeline, which looks up articles in the database that the settings name.

        Raises:
            NotConfigured: the crawl stores nothing, as in `scrapy runspider`.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])

        def look_up_all(articles: Sequence[Article]) -> list[FingerprintedArticle]:
            # This import takes 0.2 s. It is made only when there is an article to look up, so that
            # a run without articles does not need it.
            from newsbot.storage.copies.candidates import look_up  # noqa: PLC0415

            return look_up(engine, articles)

        return cls(look_up_all)

    async def process_item(self, item: Any) -> Any:
        """A FingerprintedArticle for an Article; any other item is returned unchanged.

        If the database refuses the article, the result is a Rejection.
        """
        if not isinstance(item, Article):
            return item
        try:
            return await self._batches.submit(item)
        except RowRefused as error:
            return not_storable(item, error)
