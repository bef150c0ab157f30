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
    """Postpones URLs that were not fetched because of a redirect, so that they do not stay due.

    There are two kinds of such URLs:

    - URLs that redirect to a host that another run has leased. They are postponed.
    - URLs that redirect to a page that this run fetches for another URL. If that page has been
      fetched, they are marked as done. Otherwise they are postponed.

    Args:
        crawler: the crawler of the run.
        claims: the URLs that the run has requested, with the pages to which they redirect.
        offers: writes to the frontier, the table of all known article URLs.
        asked: the keys of the requested URLs among which URLs of the second kind are looked for. If
            it is empty, nothing is done for the second kind: the run does it at its end.
    """
    spider: Any = crawler.spider
    waiting, spider.elsewhere = spider.elsewhere, set()
    left = {key: page for key, page in claims.left().items() if key in asked} if asked else {}
    if left:
        await ask(partial(offers.settle, left))
        waiting = waiting | left.keys()
    if waiting:
        await ask(partial(offers.postpone, waiting))
