"""Leaves out the requests of a run that lead to forgotten sites, and tells the user of them.

A forgotten site is one that `scrapy sites forget` has removed.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from scrapy import Request
from scrapy.statscollectors import StatsCollector

from newsbot.logs import MAX_URL_LENGTH
from newsbot.plain_text import one_line
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.due import DueWork
from newsbot.storage.sites.forgotten import ForgottenSite

logger = logging.getLogger(__name__)


async def without_forgotten(
    requests: Sequence[Request], due: DueWork, stats: StatsCollector
) -> list[Request]:
    """Leaves out the requests of `requests` that belong to forgotten sites, and counts them.

    A forgotten site is one that `scrapy sites forget` has removed. This may have happened while the
    requests waited. Each request is for a source, or for an article that a person named.

    Args:
        requests: the requests that the run is about to send.
        due: reads from the database which sites are forgotten.
        stats: the stats of the crawl, with the counters.
    """
    urls = [_url_and_site(each) for each in requests]
    kept: list[Request] = []
    for request, (url, _), site in zip(requests, urls, await _sites_of(urls, due), strict=True):
        if site is None:
            kept.append(request)
        else:
            _tell("sources" if "source" in request.meta else "links", url, site, stats)
    return kept


async def tell_forgotten(
    what: str, urls: Sequence[tuple[str, str]], due: DueWork, stats: StatsCollector
) -> None:
    """Counts and logs links or sources that are not requested, because their sites are forgotten.

    A forgotten site is one that `scrapy sites forget` has removed. Each run logs each forgotten
    site only once.

    Args:
        what: "links" or "sources".
        urls: for each link or source, its URL and the key of its site.
        due: reads from the database which sites are forgotten.
        stats: the stats of the crawl, with the counters.
    """
    for (url, _), site in zip(urls, await _sites_of(urls, due), strict=True):
        if site is not None:  # None: the user has undone it meanwhile
            _tell(what, url, site, stats)


async def _sites_of(urls: Sequence[tuple[str, str]], due: DueWork) -> list[ForgottenSite | None]:
    if not urls:
        return []
    return await asyncio.to_thread(with_retries, partial(due.forgotten, urls))


def _tell(what: str, url: str, site: ForgottenSite, stats: StatsCollector) -> None:
    stats.inc_value(f"newsbot/{what}_forgotten")
    of_site = f"newsbot/forgotten/{site.key}"
    if not stats.get_value(of_site):
        logger.warning("%s is not fetched: %s", one_line(url, MAX_URL_LENGTH), site)
    stats.inc_value(of_site)


def _url_and_site(request: Request) -> tuple[str, str]:
    source = request.meta.get("source")
    if source is not None:
        return source.url, source.site
    return request.meta["link"].url, request.meta["site"]
