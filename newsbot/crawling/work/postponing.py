"""Postpones URLs whose redirects led to another run's host, or to a page fetched already."""

from collections.abc import Collection
from functools import partial
from typing import Any

from scrapy.crawler import Crawler

from newsbot.crawling.work.hand_out import ask
from newsbot.downloading.claims import Claims
from newsbot.storage.frontier.offers import Offers


async def let_wait(
    crawler: Crawler, claims: Claims, offers: Offers, asked: Collection[bytes]
) -> None:
    """Postpones URLs of a run that led elsewhere, so that the run does not request them at once.

    Args:
        crawler: the crawler of the run.
        claims: the URLs that the run has requested.
        offers: writes the frontier.
        asked: the url_keys of the URLs that a run which does not end has taken from its queues. If
            their redirects led to pages that were fetched already, they are done. Empty for a run
            that ends: it marks its URLs as done at its end.
    """
    spider: Any = crawler.spider
    waiting, spider.elsewhere = spider.elsewhere, set()
    left = {key: page for key, page in claims.left().items() if key in asked} if asked else {}
    if left:
        await ask(partial(offers.settle, left))
        waiting = waiting | left.keys()
    if waiting:
        await ask(partial(offers.postpone, waiting))
