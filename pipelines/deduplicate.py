"""The item pipeline that looks for stored articles of which a new article may be a copy.

It turns each Article into a FingerprintedArticle, which has the most similar stored article. It
only reads the database. The next pipeline stores the article, and decides whether it is a copy.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsbot.crawling.batches import Batches
from newsbot.crawling.database.of_crawler import work_of
from newsbot.crawling.page_reading import not_storable
from newsbot.crawling.waves.settling import LookUp, look_up_wave
from newsbot.crawling.waves.stages import Stage, Waves, in_thread, waves_of
from newsbot.errors import RowRefused
from newsbot.items import Article, Fingerprint, FingerprintedArticle, Rejection

# The time in seconds for which a batch that is not full waits for further articles. The larger the
# batch, the less CPU time each article takes: here, and when it is stored, as the articles of a
# batch are done at the same time.
GATHER_S = 0.3


class DeduplicatePipeline:
    """An item pipeline that looks for stored articles of which a new article may be a copy.

    It also computes a fingerprint of each new article, by which articles are compared. It handles
    several articles at a time, because this takes less time for each.
    """

    def __init__(self, look_up: LookUp, waves: Waves | None = None) -> None:
        self._batches: Batches[Article, FingerprintedArticle] = Batches(
            lambda articles: look_up(articles, {}), gather_s=GATHER_S
        )
        self._stage = None if waves is None else _stage(look_up, waves)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the pipeline, which looks up articles in the database that the settings name.

        Raises:
            NotConfigured: the crawl stores nothing, as in `scrapy runspider`.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        work = work_of(crawler)

        def look_up(
            articles: Sequence[Article], known: Mapping[str, Fingerprint]
        ) -> list[FingerprintedArticle]:
            asked = [(article, known.get(article.body)) for article in articles]
            found = work.do("look_up", asked)
            return [
                FingerprintedArticle(article=article, fingerprint=own, match=match, horizon=horizon)
                for article, (own, match, horizon) in zip(articles, found, strict=True)
            ]

        return cls(look_up, waves_of(crawler))

    async def process_item(self, item: Any) -> Any:
        """Makes a FingerprintedArticle of an Article, and returns any other item unchanged.

        If the database refuses the article, the result is a Rejection.
        """
        if (
            self._stage is not None
            and isinstance(item, Article | Rejection)
            and self._stage.has(item)
        ):
            return await self._stage.submit(item)
        if not isinstance(item, Article):
            return item
        try:
            return await self._batches.submit(item)
        except RowRefused as error:
            return not_storable(item, error)


def _stage(look_up: LookUp, waves: Waves) -> Stage[Article | Rejection, Any]:
    """The stage in which the articles of a wave of pages of an archive are looked up together."""

    def look_up_all(items: Sequence[Article | Rejection]) -> Sequence[Any]:
        return look_up_wave(look_up, items, waves.fingerprints)

    return waves.stage(in_thread("look-up", look_up_all))
