"""The base class of all spiders, which requests articles and makes items of the responses.

Middlewares and handlers tell the kinds of requests apart only by these keys of `Request.meta`:

`source`      newsbot.sites.site.Source: the source that the request fetches
`children`    newsbot.items.KnownSitemap: what is known of each sitemap that the source lists
`link`        newsbot.items.Link: the link of the article that the request fetches
`site`        the article's site, a key of the registry or a registrable domain
`source_url`  the URL of the source that listed the article; absent if no source listed it
`always`      True: fetch the article even if the frontier (newsbot's table of URLs to fetch) says
              that it is done or not due
`backfill`    newsbot.items.BackfillPage: the request fetches this page, which lists old articles
`assumed_at`  about when an old article was published; absent or None for other articles (see
              newsbot.storage.frontier.offers.Offer)
`listing`     True: the request fetches a sitemap of an index, a page that follows a section page,
              or a page that lists old articles
`url_shapes`  newsbot.discovery.sections.url_shapes.UrlShapes: what URLs of stories look like on the
              site whose section page the request fetches
`section_page`  the number of the page, for a request that fetches a page after a section page
`refused_before`  True: the answer to the last request for the article's URL was a refusal
`fetched_at`  the time when the response was complete; the download handler adds it
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from newsbot import clock
from newsbot.crawling.archive.exchange import exchange_of
from newsbot.crawling.conditional import NOT_MODIFIED
from newsbot.crawling.failures import Failure, failure_of
from newsbot.crawling.media_type import is_html
from newsbot.crawling.work.budget import Budget
from newsbot.items import FetchedPage, Link, PageValidators, Rejection, SamePage
from newsbot.logs import tell_page
from newsbot.reasons import HOST_PAUSED, LEASE_LOST
from newsbot.sites.registry import load_registry, own_sites
from newsbot.urls import host_of, origin_of, requested_url, url_key
from newsbot.wholeness import CUT_OFF

NOT_HTML = "not_html"
REPEATED_PAGE = "repeated_page"
# The maximum length, in characters, of an ETag or Last-Modified header that is stored and sent with
# the next request for the page. A longer header is ignored.
LONGEST_VALIDATOR = 500


class NewsSpider(Spider):
    """A spider that requests articles, and yields a FetchedPage or a Rejection for each.

    The constructor only checks the arguments; it opens no connection and changes nothing.
    """

    usage: ClassVar[str] = "scrapy crawl SPIDER [-a sites_file=PATH]"
    """The form of the command line that starts the spider. Error messages show it to the user."""
    downloads: ClassVar[bool] = True
    """Whether pages are downloaded; False for a spider that reads pages from archive files."""
    is_told: ClassVar[bool] = True
    """Whether a person names the sources or URLs that the spider fetches. These are fetched even if
    they are not due."""
    budget: Budget = Budget()
    """The limit for the time that the spider runs. It also says whether the spider waits for URLs
    that become due later."""
    only_sites: tuple[str, ...] = ()
    """The keys of the sites whose URLs the spider fetches. If empty, it fetches URLs of all
    sites."""
    elsewhere: set[bytes]
    """The keys (see newsbot.urls.url_key) of URLs that could not be fetched, because they redirect
    to a host which another run has leased. Only that run may send requests to the host now."""

    def __init__(
        self, sites_file: str | None = None, own_sites: Sequence[Path] | str = (), **unknown: Any
    ) -> None:
        """Reads the registry of sites.

        Args:
            sites_file: the path of a registry file, or of a folder with such files; None: the
                registry that newsbot ships with, and `own_sites`.
            own_sites: registry files and folders of the user's own, as NEWSBOT_SITES lists them.
            unknown: arguments that no spider has.

        Raises:
            UsageError: there is an argument that this spider does not know.
            ConfigurationError: the sites file cannot be read or is invalid.
        """
        if isinstance(own_sites, str):  # a user gave it with `-a`
            raise self.misuse("unknown argument -a own_sites=…")
        if unknown:
            raise self.misuse(f"unknown argument -a {min(unknown)}=…")
        super().__init__()
        self.elsewhere = set()
        path = None if sites_file is None else Path(sites_file)
        self.registry = load_registry(path, own_sites)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Makes the spider of a crawler; `kwargs` are the arguments that a user gave with `-a`."""
        kwargs.setdefault("own_sites", own_sites(crawler.settings.get("NEWSBOT_SITES", "")))
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(_let_redirects_pass, signals.request_reached_downloader)
        return spider

    def misuse(self, what: str) -> UsageError:
        """The error for wrong arguments: the message `what`, and how the command should look."""
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

    def parse(self, response: Response) -> Any:
        """Reads a page whose request names no callback, as a source or as an article.

        Such requests come from `scrapy parse` and from spiders that a user has written. If the page
        is one of the spider's sources, it is read as this source, otherwise as an article.
        """
        request: Any = response.request
        url = requested_url(request.url) or request.url
        for source in getattr(self, "sources", ()):  # only a SourcesSpider has sources
            if source.url == url:
                response.meta["source"] = source
                return self.parse_source(response)  # type: ignore[attr-defined] # see above
        return self.parse_article(response)

    def parse_article(self, response: Response) -> Iterator[FetchedPage | SamePage | Rejection]:
        """Makes an item of the response for an article.

        It is a SamePage if the page has not changed since it was last fetched, otherwise a
        FetchedPage. If the response is no HTML page, it is a Rejection.
        """
        meta = response.meta
        if "link" not in meta:  # the request was not made by `article_request`
            meta["link"] = Link(url=requested_url(response.url) or response.url)
            meta["site"] = self.registry.site_of(response.url)
        content_type = content_type_of(response)
        is_partial = CUT_OFF in response.flags
        validators, before = _validators(response), meta.get("validators")
        if before is not None and not is_partial and _is_same(response, validators, before):
            yield SamePage(
                url=requested_url(response.url) or response.url,
                requested_url=meta["link"].url,
                site=meta["site"],
                at=meta["fetched_at"],
                validators=replace(validators, body_sha256=before.body_sha256),
                is_downloaded=response.status != NOT_MODIFIED,
                exchange=exchange_of(response, has_body=response.status != NOT_MODIFIED),
            )
            return
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
            validators=validators,
            is_revisit="revisit" in meta,
            exchange=exchange_of(response),
        )

    def article_failed(self, failure: TwistedFailure) -> Iterator[Rejection]:
        """The rejection for an article that could not be downloaded.

        The URL may redirect to a page that the run has fetched for another URL. If that page was
        rejected, this URL is rejected for the same reason.

        Nothing is yielded in these cases:

        - The host of the URL is paused.
        - Another run has leased the host of the URL, or a host that the URL redirects to.
        - The URL redirects to a page that the run fetches for another URL.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        found, link = failure_of(failure.value), request.meta["link"]
        of_page = getattr(failure.value, "rejection", None)
        if isinstance(of_page, Rejection):
            yield replace(
                of_page,
                requested_url=link.url,
                site=request.meta["site"],
                at=clock.now(),
                is_revisit="revisit" in request.meta,
            )
            return
        is_elsewhere = is_of_another_host(failure, link.url)
        if is_elsewhere and found.reason == LEASE_LOST:
            self.elsewhere.add(url_key(link.url))
        if found.reason == LEASE_LOST or (found.reason == HOST_PAUSED and not is_elsewhere):
            self.crawler.stats.inc_value(f"newsbot/deferred/{found.reason}")
            self.crawler.stats.inc_value(f"newsbot/site/{request.meta['site']}/deferred")
            tell_page(request.url, request.meta["site"], "deferred", found.reason)
        elif found.reason != REPEATED_PAGE:
            yield _rejection(request.url, request.meta, found)


def is_of_another_host(failure: TwistedFailure, named: str) -> bool:
    """Whether a request for the URL `named` failed because of a host other than that of the URL.

    This happens if the URL, or the robots.txt of its host, redirects to another host. A redirect
    from http to https on the same host counts too, because newsbot pauses the two separately. But
    it does not count if the request failed with LeaseLost, because the two have one lease.
    """
    request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
    if request.url == named:
        return getattr(failure.value, "is_elsewhere", False)
    host = host_of if failure_of(failure.value).reason == LEASE_LOST else origin_of
    return host(request.url) != host(named)


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
        is_revisit="revisit" in meta,
    )


def _is_same(response: Response, now: PageValidators, before: PageValidators) -> bool:
    return response.status == NOT_MODIFIED or now.body_sha256 == before.body_sha256


def _validators(response: Response) -> PageValidators:
    named = {name: _header(response, name) for name in ("ETag", "Last-Modified")}
    # The next request for the page sends the values of ETag and Last-Modified back to the server.
    # So a value is left out if it is too long for this, or has characters that cannot be sent.
    usable = {
        name: value
        for name, value in named.items()
        if value is not None and len(value) <= LONGEST_VALIDATOR and value.isprintable()
    }
    return PageValidators(
        etag=usable.get("ETag"),
        last_modified=usable.get("Last-Modified"),
        body_sha256=sha256(response.body).hexdigest(),
    )


def content_type_of(response: Response) -> str | None:
    """The Content-Type header of a response as the server sent it; None if there is none."""
    return _header(response, "Content-Type")


def _header(response: Response, name: str) -> str | None:
    header = response.headers.get(name)
    return None if header is None else header.decode("latin-1")


def _let_redirects_pass(request: Request) -> None:
    """Lets a request be redirected to a URL that the run has requested before.

    Scrapy's filter of duplicates would drop such a redirect, and would call neither the callback
    nor the errback. Redirects in a circle end after REDIRECT_MAX_TIMES redirects (a setting).
    """
    request.dont_filter = True
