"""Postpones URLs that could not be fetched because of the target of a redirect.

The target is on a host that another run has leased, or it is a page that was already fetched.
"""

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
    """Postpones URLs with such redirects, so that the run does not request them again at once.

    A redirect may lead to a host that another run has leased, or to a page already fetched.

    Args:
        crawler: the crawler of the run.
        claims: the URLs that the run has requested.
        offers: writes to the frontier, the table of all known article URLs.
        asked: keys of URLs. If they redirect to pages already fetched, they are marked as done now.
            It is empty in a run that will end, because such a run marks them at its end.
    """
    spider: Any = crawler.spider
    waiting, spider.elsewhere = spider.elsewhere, set()
    left = {key: page for key, page in claims.left().items() if key in asked} if asked else {}
    if left:
        await ask(partial(offers.settle, left))
        waiting = waiting | left.keys()
    if waiting:
        await ask(partial(offers.postpone, waiting))
