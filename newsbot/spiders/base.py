"""The base class of all spiders, which requests articles and makes items of the responses.

Middlewares and handlers tell the kinds of requests apart only by these keys of `Request.meta`:

`source`      newsbot.sites.registry.Source: the source that the request fetches
`link`        newsbot.items.Link: the link of the article that the request fetches
`site`        the article's site, a key of the registry or a registrable domain
`source_url`  the URL of the source that listed the article; absent if no source listed it
`always`      True: fetch the article even if the frontier says that it is done or not due
`listing`     True: the request fetches a sitemap that another sitemap lists
`refused_before`  True: the answer to the last request for the article's URL was a refusal
`fetched_at`  the time when the response was complete; the download handler adds it
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from newsbot import clock
from newsbot.crawling.failures import Failure, failure_of
from newsbot.crawling.media_type import is_html
from newsbot.items import FetchedPage, Link, Rejection
from newsbot.sites.registry import load_registry
from newsbot.urls import requested_url
from newsbot.wholeness import CUT_OFF

NOT_HTML = "not_html"
HOST_PAUSED = "host_paused"
REPEATED_PAGE = "repeated_page"


class NewsSpider(Spider):
    """A spider that requests articles, and yields a FetchedPage or a Rejection for each.

    The constructor checks the arguments and has no side effects. So a command can use it to check
    the arguments before the crawl.
    """

    usage: ClassVar[str]
    """The command line that starts the spider, for error messages."""
    downloads: ClassVar[bool] = True
    """Whether the further pages of an article (page 2, …) may be downloaded.

    It is False for a spider that reads pages from an archive.
    """

    def __init__(self, sites_file: str | None = None, **unknown: Any) -> None:
        """Reads the registry of sites from the file at the path `sites_file`.

        If `sites_file` is None, the registry that newsbot ships with is read.

        Raises:
            UsageError: there is an argument that this spider does not know.
            ConfigurationError: the sites file cannot be read or is invalid.
        """
        if unknown:
            raise self.misuse(f"unknown argument -a {min(unknown)}=…")
        super().__init__()
        self.registry = load_registry(None if sites_file is None else Path(sites_file))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of a crawler; `kwargs` are the values of the command's options `-a`."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(_let_redirects_pass, signals.request_reached_downloader)
        return spider

    def misuse(self, what: str) -> UsageError:
        """The error for wrong command-line arguments: the message `what`, then the usage line."""
        return UsageError(f"{what}; usage: {self.usage}", print_help=False)

    def article_request(self, link: Link, site: str, source_url: str | None) -> Request:
        """The request for an article.

        `site` is the site's key in the registry, or its registrable domain. `source_url` is the URL
        of the source that listed the article, or None if no source did.
        """
        meta: dict[str, Any] = {"link": link, "site": site}
        if source_url is not None:
            meta["source_url"] = source_url
        return Request(
            link.url, callback=self.parse_article, errback=self.article_failed, meta=meta
        )

    def parse_article(self, response: Response) -> Iterator[FetchedPage | Rejection]:
        """The fetched page if the response is HTML, else a rejection."""
        meta = response.meta
        content_type = content_type_of(response)
        is_partial = CUT_OFF in response.flags
        if not is_html(content_type, response.body):
            failure = Failure(
                reason=CUT_OFF if is_partial else NOT_HTML,
                detail=content_type,
                status=response.status,
            )
            yield _rejection(response.url, meta, failure, response.body)
            return
        yield FetchedPage(
            # After a redirect, the URL may not have the form in which newsbot stores URLs.
            url=requested_url(response.url) or response.url,
            requested_url=meta["link"].url,
            site=meta["site"],
            body=response.body,
            content_type=content_type,
            fetched_at=meta["fetched_at"],
            link=meta["link"] if "source_url" in meta else None,
            is_partial=is_partial,
        )

    def article_failed(self, failure: TwistedFailure) -> Iterator[Rejection]:
        """The rejection for an article that could not be downloaded.

        There is no rejection if the host is paused. Then the failure is only counted, and a later
        run requests the URL. There is none either if the URL redirects to a page that this run has
        requested already.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        found = failure_of(failure.value)
        if found.reason == HOST_PAUSED:
            self.crawler.stats.inc_value(f"newsbot/deferred/{HOST_PAUSED}")
            self.crawler.stats.inc_value(f"newsbot/site/{request.meta['site']}/deferred")
        elif found.reason != REPEATED_PAGE:
            yield _rejection(request.url, request.meta, found)


def _rejection(
    url: str, meta: dict[str, Any], failure: Failure, body: bytes | None = None
) -> Rejection:
    return Rejection(
        url=requested_url(url) or url,
        requested_url=meta["link"].url,
        site=meta["site"],
        at=clock.now(),
        stage="download",
        reason=failure.reason,
        detail=failure.detail,
        status=failure.status,
        body_sha256=None if body is None else sha256(body).digest(),
    )


def content_type_of(response: Response) -> str | None:
    """The Content-Type header of a response as the server sent it; None if there is none."""
    header = response.headers.get("Content-Type")
    return None if header is None else header.decode("latin-1")


def _let_redirects_pass(request: Request) -> None:
    """Exempts the redirects of a request from Scrapy's filter of duplicate requests.

    Otherwise Scrapy would drop a redirect to the same URL or to a URL that was fetched already.
    Then it would call neither callback nor errback. The setting REDIRECT_MAX_TIMES still ends
    loops.
    """
    request.dont_filter = True
