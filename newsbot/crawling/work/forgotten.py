"""Leaves out the requests of a run that lead to forgotten sites, and tells the user of them.

A forgotten site is one that `scrapy sites forget` has removed.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence

from scrapy import Request
from scrapy.statscollectors import StatsCollector

from newsbot.logs import MAX_URL_LENGTH
from newsbot.plain_text import one_line
from newsbot.storage.sites.forgotten import ForgottenSite

logger = logging.getLogger(__name__)

Question = Callable[[Sequence[tuple[str, str]]], Awaitable[list[ForgottenSite | None]]]
"""A function that takes URLs, each with the key of its site. For each URL, it returns the forgotten
site to which the URL belongs, or None."""


async def without_forgotten(
    requests: Sequence[Request], ask: Question, stats: StatsCollector
) -> list[Request]:
    """The requests in `requests` that do not lead to forgotten sites; the others are counted.

    Each request is for a source or for an article that a person named. A site may have been
    forgotten while the requests waited.
    """
    if not requests:
        return []
    urls = [_url_and_site(each) for each in requests]
    kept: list[Request] = []
    for request, (url, _), site in zip(requests, urls, await ask(urls), strict=True):
        if site is None:
            kept.append(request)
        else:
            tell_forgotten(stats, "sources" if "source" in request.meta else "links", url, site)
    return kept


def tell_forgotten(stats: StatsCollector, what: str, url: str, site: ForgottenSite) -> None:
    """Counts a link or source that is not requested, since it belongs to the forgotten `site`.

    `what` is "links" or "sources". In each run, the log tells of each forgotten site only once.
    """
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
