"""Completes articles that are spread over several pages (page 1, page 2, …).

The further pages are fetched and extracted, and their texts are added to the text of the first
page.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newsbot.crawling.archive.exchange import exchange_of
from newsbot.crawling.failures import OK, failure_of
from newsbot.crawling.losses import Counting
from newsbot.downloading.downloader import Dropped
from newsbot.extraction.further_pages import Extracted, join_pages, take_single_page
from newsbot.items import Article, FetchedPage, NotAnArticle
from newsbot.reasons import SITE, reason_of
from newsbot.urls import registrable_domain, requested_url, url_key
from newsbot.wholeness import CUT_OFF

logger = logging.getLogger(__name__)

# Names of two reasons why a page is no article: it has no text, or too little. They do not count
# for page 2, page 3, … of an article, because the last page may have only a few words.
SHORT = frozenset(("empty", "too_short"))
MISSED = Extracted(result=NotAnArticle(reason=CUT_OFF), is_partial=True)
"""The result for a page (page 2, page 3, …) of an article if the page could not be fetched or
extracted, but a later try may succeed. The article is then marked as partial."""

Download = Callable[[str, FetchedPage], Awaitable[Response]]
"""A function that requests a further page (page 2, 3, …) of an article, and returns the response.

Its arguments are the URL of the further page, and the first page of the article.
"""
Extract = Callable[[FetchedPage, tuple[str, ...]], Awaitable[Extracted]]
"""A function that extracts a page (page 2, page 3, …) of an article.

Its arguments are the fetched page, and the URLs of the article's earlier pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherPages:
    """Completes articles that are spread over several pages (page 1, page 2, …).

    The pages after the first are fetched and extracted, and their texts are added to the text of
    the first page. If one of them cannot be fetched or extracted, the article ends before it. If a
    later try to fetch this page may succeed, the article is marked as partial.
    """

    download: Download
    stats: Counting
    most_pages: int
    """The maximum number of pages that are fetched for one article, including its first page."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """An instance that lets `crawler` download the pages of articles after the first page.

        The downloads obey robots.txt, delays and limits, and private IP addresses are refused.
        """
        downloads = getattr(crawler.spider, "downloads", True)
        most = crawler.settings.getint("NEWSBOT_MAX_PAGES_AN_ARTICLE")
        return cls(
            download=partial(_download, crawler),
            stats=crawler.stats,
            most_pages=most if downloads else 1,
        )

    async def complete(
        self, page: FetchedPage, first: Extracted, extract: Extract
    ) -> Article | NotAnArticle:
        """Fetches the other pages of an article, and joins them with the first page.

        Args:
            page: the first page of the article.
            first: the result of extracting the first page.
            extract: a function that extracts a page after the first.
        """
        further: list[Extracted] = []
        if first.links.single is not None and self.most_pages > 1:
            single = await self._extracted(page, first.links.single, (page.url,), extract)
            if single is not None and isinstance(single[1].result, Article):
                return take_single_page(first.result, page, single[1].result)
            if single is not None and single[1].is_partial:
                further.append(MISSED)
        if isinstance(first.result, NotAnArticle):
            return first.result
        further += [each async for each in self._following(page, first, extract)]
        return join_pages(first.result, further) if further else first.result

    async def _following(
        self, page: FetchedPage, first: Extracted, extract: Extract
    ) -> AsyncIterator[Extracted]:
        """Fetches and extracts the pages of an article after the first page, one after the other.

        The iteration ends at a page that is missing, or that only repeats earlier text.

        Args:
            page: the first page of the article.
            first: the result of extracting the first page.
            extract: a function that extracts a further page.
        """
        pages: tuple[str, ...] = (page.url,)
        known, url = set(first.lines), first.links.next
        while url is not None and len(pages) < self.most_pages:
            found = await self._extracted(page, url, pages, extract)
            if found is None:
                return
            found_url, extracted = found
            # A page without any new line of text ends the article. Some sites send the last page
            # again if the page number in the URL is too high.
            has_news = not known.issuperset(extracted.lines)
            if has_news or extracted.is_partial:
                yield extracted
            if not has_news:
                return
            pages, url = (*pages, found_url), extracted.links.next
            known.update(extracted.lines)
        if url is not None:
            self.stats.inc_value("newsbot/further_pages/over_limit")

    async def _extracted(
        self, page: FetchedPage, url: str, pages: tuple[str, ...], extract: Extract
    ) -> tuple[str, Extracted] | None:
        """Fetches and extracts a page (page 2, page 3, …) of an article.

        Returns the URL of the page after redirects, and its content. If the request failed, but may
        succeed later, the content is MISSED. If it can never succeed, the result is None.

        Args:
            page: the first page of the article.
            url: the URL of the page to fetch.
            pages: the URLs of the article's earlier pages.
            extract: the function that extracts the page.
        """
        try:
            response = await self.download(url, page)
            failure = _failure(response, pages)
            if failure is None:
                extracted = await extract(_fetched(page, url, response), pages)
                failure = _refusal(extracted)
        except Dropped:
            raise
        except Exception as error:  # noqa: BLE001 - after any error, the earlier pages are stored
            why = failure_of(error)
            failure = _Failure(why=str(why), may_pass=_may_pass(why.reason))
        if failure is not None:
            self.stats.inc_value("newsbot/further_pages/failed")
            logger.warning("%s is stored without its page %s: %s", page.url, url, failure.why)
            return (url, MISSED) if failure.may_pass else None
        self.stats.inc_value("newsbot/further_pages/fetched")
        return response.url, extracted


async def _download(crawler: Crawler, url: str, _: FetchedPage) -> Response:
    return await crawler.engine.download_async(Request(url, callback=NO_CALLBACK))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """The reason why a page (page 2, page 3, …) of an article could not be fetched or used."""

    why: str
    may_pass: bool = False


def _failure(response: Response, pages: tuple[str, ...]) -> _Failure | None:
    """Why a response cannot be the next page of an article; None if it can.

    `pages` are the URLs of the article's earlier pages.
    """
    if response.status != OK:
        reason = f"http_{response.status}"
        return _Failure(why=reason, may_pass=_may_pass(reason))
    if registrable_domain(response.url) != registrable_domain(pages[0]):
        return _Failure(why=f"it redirects to another site: {response.url}")
    if url_key(response.url) in map(url_key, pages):
        return _Failure(why=f"it redirects to {response.url}")
    return None


def _may_pass(reason: str) -> bool:
    return reason_of(reason).ladder == SITE


def _refusal(extracted: Extracted) -> _Failure | None:
    """Why the content of a page (page 2, …) cannot be added to an article; None if it can."""
    result = extracted.result
    if isinstance(result, Article) or result.reason in SHORT or extracted.is_partial:
        return None
    return _Failure(why=result.reason, may_pass=_may_pass(result.reason))


def _fetched(page: FetchedPage, url: str, response: Response) -> FetchedPage:
    content_type = response.headers.get("Content-Type")
    return FetchedPage(
        url=requested_url(response.url) or response.url,
        requested_url=url,
        site=page.site,
        body=response.body,
        content_type=None if content_type is None else content_type.decode("latin-1"),
        fetched_at=response.meta["fetched_at"],
        is_partial=CUT_OFF in response.flags,
        exchange=exchange_of(response),
    )
