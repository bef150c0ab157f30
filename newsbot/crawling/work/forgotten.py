"""Leaves out the requests of a run that lead to forgotten sites or articles, and tells of them.

A site or article is forgotten if a person has removed it by `scrapy sites forget` or `scrapy
articles forget`.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from scrapy import Request
from scrapy.statscollectors import StatsCollector

from newsbot import clock
from newsbot.items import Rejection
from newsbot.logs import MAX_URL_LENGTH
from newsbot.plain_text import one_line
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.due import DueWork
from newsbot.storage.sites.forgotten import ForgottenSite
from newsbot.storage.sites.forgotten_urls import ForgottenUrl

logger = logging.getLogger(__name__)


async def without_forgotten(
    requests: Sequence[Request], due: DueWork, stats: StatsCollector
) -> list[Request]:
    """Leaves out the requests that belong to forgotten sites or articles, and counts them.

    A person may have removed the site or the article while the requests waited. Each request is for
    a source, or for an article that a person named.

    Args:
        requests: the requests that the run is about to send.
        due: reads from the database what is forgotten.
        stats: the stats of the crawl, with the counters.
    """
    urls = [_url_and_site(each) for each in requests]
    kept: list[Request] = []
    for request, (url, _), cause in zip(requests, urls, await _causes(urls, due), strict=True):
        if cause is None:
            kept.append(request)
        else:
            _tell("sources" if "source" in request.meta else "links", url, cause, stats)
    return kept


async def tell_forgotten(
    what: str, urls: Sequence[tuple[str, str]], due: DueWork, stats: StatsCollector
) -> list[Rejection]:
    """Counts and logs links or sources that are not requested, because they are forgotten.

    That is, a person has removed their sites or articles. Each run logs each forgotten site only
    once. Returns a Rejection for each URL of a removed article.

    Args:
        what: "links" or "sources".
        urls: for each link or source, its URL and the key of its site.
        due: reads from the database what is forgotten.
        stats: the stats of the crawl, with the counters.
    """
    of_articles = []
    for (url, site), cause in zip(urls, await _causes(urls, due), strict=True):
        if cause is not None:  # None: a person has allowed it again
            _tell(what, url, cause, stats)
        if isinstance(cause, ForgottenUrl):
            of_articles.append(_rejection(url, site, cause))
    return of_articles


async def _causes(
    urls: Sequence[tuple[str, str]], due: DueWork
) -> list[ForgottenSite | ForgottenUrl | None]:
    if not urls:
        return []
    return await asyncio.to_thread(with_retries, partial(due.forgotten, urls))


def _rejection(url: str, site: str, cause: ForgottenUrl) -> Rejection:
    return Rejection(
        url=url,
        requested_url=url,
        site=site,
        at=clock.now(),
        stage="store",
        reason="article_forgotten",
        detail=cause.url,
    )


def _tell(what: str, url: str, cause: ForgottenSite | ForgottenUrl, stats: StatsCollector) -> None:
    stats.inc_value(f"newsbot/{what}_forgotten")
    name = "articles" if isinstance(cause, ForgottenUrl) else cause.key
    if not stats.get_value(f"newsbot/forgotten/{name}"):
        logger.warning("%s is not fetched: %s", one_line(url, MAX_URL_LENGTH), cause)
    stats.inc_value(f"newsbot/forgotten/{name}")


def _url_and_site(request: Request) -> tuple[str, str]:
    source = request.meta.get("source")
    if source is not None:
        return source.url, source.site
    return request.meta["link"].url, request.meta["site"]
