"""The item pipeline that looks for stored articles of which a new article may be a copy.

It turns each Article into a FingerprintedArticle, which has the most similar stored article. It
only reads the database. The next pipeline stores the article, and decides whether it is a copy.
"""

from collections.abc import Callable, Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsbot.crawling.batches import Batches
from newsbot.crawling.database.of_crawler import work_of
from newsbot.crawling.page_reading import not_storable
from newsbot.errors import RowRefused
from newsbot.items import Article, FingerprintedArticle

# The time in seconds for which a batch that is not full waits for further articles. The larger the
# batch, the less CPU time each article takes.
GATHER_S = 0.1

LookUp = Callable[[Sequence[Article]], list[FingerprintedArticle]]


class DeduplicatePipeline:
    """An item pipeline that looks for stored articles of which a new article may be a copy.

    It also computes a fingerprint of each new article, by which articles are compared. It handles
    several articles at a time, because this takes less time for each.
    """

    def __init__(self, look_up: LookUp) -> None:
        self._batches: Batches[Article, FingerprintedArticle] = Batches(look_up, gather_s=GATHER_S)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the pipeline, which looks up articles in the database that the settings name.

        Raises:
            NotConfigured: the crawl stores nothing, as in `scrapy runspider`.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        work = work_of(crawler)

        def look_up(articles: Sequence[Article]) -> list[FingerprintedArticle]:
            found = work.do("look_up", articles)
            return [
                FingerprintedArticle(article=article, fingerprint=own, match=match, horizon=horizon)
                for article, (own, match, horizon) in zip(articles, found, strict=True)
            ]

        return cls(look_up)

    async def process_item(self, item: Any) -> Any:
        """Makes a FingerprintedArticle of an Article, and returns any other item unchanged.

        If the database refuses the article, the result is a Rejection.
        """
        if not isinstance(item, Article):
            return item
        try:
            return await self._batches.submit(item)
        except RowRefused as error:
            return not_storable(item, error)
