"""Postpones URLs that redirect to a page that this run cannot or need not fetch.

The page is on a host that another run has leased, or was already fetched in this run.
"""

from collections.abc import Collection
from functools import partial
from typing import Any

from scrapy.crawler import Crawler

from newsbot.downloading.claims import Claims
from newsbot.storage.connection.retry import ask
from newsbot.storage.frontier.offers import Offers


async def let_wait(
    crawler: Crawler, claims: Claims, offers: Offers, asked: Collection[bytes]
) -> None:
    """Postpones URLs that were not fetched because they redirect elsewhere.

    Some redirect to a host that another run has leased. Others redirect to a page that this run
    fetches for another URL. If they were not postponed, the run would request them again at once.

    Args:
        crawler: the crawler of the run.
        claims: the URLs that the run has requested, with the pages to which they redirect.
        offers: writes to the frontier, the table of all known article URLs.
        asked: the keys of some requested URLs. Those of them that redirect to a page fetched for
            another URL are marked as done, and postponed. If `asked` is empty, no URL is marked
            here. This is so in a run that marks all such URLs at its end.
    """
    spider: Any = crawler.spider
    waiting, spider.elsewhere = spider.elsewhere, set()
    left = {key: page for key, page in claims.left().items() if key in asked} if asked else {}
    if left:
        await ask(partial(offers.settle, left))
        waiting = waiting | left.keys()
    if waiting:
        await ask(partial(offers.postpone, waiting))
