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
    """Postpones URLs that could not be fetched because of a redirect.

    They redirect to a host that another run has leased, or to a page that was already fetched. The
    run would request them again at once if they were not postponed.

    Args:
        crawler: the crawler of the run.
        claims: the URLs that the run has requested.
        offers: writes to the frontier, the table of all known article URLs.
        asked: the keys of the requested URLs among which to look for redirects to a page that was
            fetched for another URL. These URLs are also marked as done. `asked` may be empty in a
            run that marks such URLs when it ends.
    """
    spider: Any = crawler.spider
    waiting, spider.elsewhere = spider.elsewhere, set()
    left = {key: page for key, page in claims.left().items() if key in asked} if asked else {}
    if left:
        await ask(partial(offers.settle, left))
        waiting = waiting | left.keys()
    if waiting:
        await ask(partial(offers.postpone, waiting))
