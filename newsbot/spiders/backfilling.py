"""The base class of spiders that also find old articles if they get the argument `-a since=`."""

import math
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from newsbot import clock
from newsbot.crawling.failures import failure_of
from newsbot.crawling.moments import named_end, named_moment
from newsbot.crawling.source_errors import source_error
from newsbot.crawling.work.budget import Budget
from newsbot.discovery.backfill.articles import chosen_articles
from newsbot.discovery.backfill.pages import pages_below
from newsbot.discovery.backfill.walks import Walks
from newsbot.discovery.kinds import KINDS
from newsbot.errors import ConfigurationError, SourceError
from newsbot.items import BackfillPage, BackfillReport, Period
from newsbot.reasons import DEFERRED
from newsbot.sites.site import Source
from newsbot.spiders.base import is_of_another_host
from newsbot.spiders.listings import size_limit
from newsbot.spiders.sources import SourcesSpider, authorization

# Names of reasons which say that a page lists no articles. For a page that lists the old articles
# of one day, this is no fault, because on some days, e.g. on Christmas Day, no article appears.
NOTHING = frozenset({"no_article_links", "no_entries", "no_web_links"})


class BackfillSpider(SourcesSpider):
    """A spider that polls sources and, with the argument `since`, also looks for old articles.

    With this argument, the run is called a backfill. It reads pages that list old articles: the
    sitemaps in a sitemap index, archive pages for days and months, and the pages that follow a
    section page ("Older posts").
    """

    period: Period | None = None
    """The period whose articles the spider looks for. None if the spider was started without the
    argument `since`, and looks only for new articles."""
    backfill_usage: ClassVar[str] = "[-a since=2026-01-01 [-a until=2026-03-01]] [-a minutes=N]"

    def __init__(
        self,
        since: str | None = None,
        until: str | None = None,
        minutes: str | None = None,
        **others: Any,
    ) -> None:
        """Parses the arguments of the spider.

        Args:
            since: the beginning of the period whose old articles are fetched: an ISO 8601 date, or
                a number of days such as "90d". None: the spider is no backfill.
            until: the end of this period, in the same form. A date without a time includes the
                whole day. None: the present moment.
            minutes: the number of minutes after which the run starts no more requests; None: no
                limit.
            others: the arguments of the base class.

        Raises:
            UsageError: one of these arguments is wrong, or an argument in `others` is unknown.
            ConfigurationError: the sites file cannot be read or is invalid.
        """
        super().__init__(**others)
        self._walks = Walks()
        if since is None and until is not None:
            raise self.misuse("-a until= needs -a since=")
        if since is not None:
            self.period = self._period(since, until)
        if minutes is not None:
            self.budget = Budget(seconds=60 * self._minutes(minutes))

    @property
    def past_sources(self) -> tuple[Source, ...]:
        """The sources that lead to old articles; empty if the argument `since` is not given."""
        if self.period is None:
            return ()
        return tuple(source for source in self.sources if KINDS[source.kind].has_past)

    def require_past(self) -> None:
        """Raises an error if the argument `since` is given, but no source leads to old articles.

        Raises:
            ConfigurationError: there are only feeds. They lead to no old articles, unlike sitemaps
                and section pages.
        """
        if self.period is not None and not self.past_sources:
            raise ConfigurationError(
                "-a since= reads sitemaps and section pages, and none of the sources is one"
            )

    def backfill_request(self, page: BackfillPage) -> Request:
        """The request for a page that lists old articles of one of the spider's sources."""
        source = next(each for each in self.sources if each.url == page.source_url)
        return Request(
            page.url,
            callback=self.parse_backfill,
            errback=self.backfill_failed,
            headers=authorization(source) if page.url == source.url else {},
            meta={
                "source": source,
                "backfill": page,
                "listing": True,
                **size_limit(source.kind),
            },
            dont_filter=True,
        )

    async def parse_backfill(self, response: Response) -> AsyncIterator[Request | BackfillReport]:
        """Reads a page that lists old articles.

        Yields a request for each article that may be of the wanted period, then a report on the
        page.
        """
        page, source = response.meta["backfill"], response.meta["source"]
        assert self.period is not None  # noqa: S101 - only a backfill makes such requests
        listing, error = await self._read(source.kind, response)
        if error is not None and error.reason in NOTHING:
            error = None
        chosen = chosen_articles(listing.links, page, self.period)
        for each in chosen.links:
            request = self.article_request(each.link, self._site_of(each.link, source), source.url)
            request.meta["assumed_at"] = each.assumed_at
            yield request
        goes_on = self._walks.goes_on(page, listing)
        if not goes_on:
            listing = replace(listing, next_page=None)
        below = pages_below(listing, page, chosen, self.period)
        yield self._report(
            response.meta,
            error,
            links=len(chosen.links),
            passed_over=chosen.passed_over,
            undated=chosen.undated,
            first_at=chosen.first_at,
            last_at=chosen.last_at,
            digest=chosen.digest,
            pages=below.pages,
            pages_outside=below.outside,
            pages_left_out=below.left_out,
            is_repetition=not goes_on,
        )

    def backfill_failed(self, failure: TwistedFailure) -> Iterator[BackfillReport]:
        """The report on a page that lists old articles, and that could not be downloaded.

        If the host of the page is paused, or leased by another run, there is no report: the page
        stays due, and is requested when its host is free again. But if the page redirects to such a
        host, there is a report. Without it, the page would stay due although its own host is free,
        and would be requested again and again.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        found = failure_of(failure.value)
        if found.reason in DEFERRED and not is_of_another_host(
            failure, request.meta["backfill"].url
        ):
            self._count("backfill_deferred", 1)
            return
        source: Source = request.meta["source"]
        yield self._report(request.meta, source_error(found.reason, source.kind, found.detail))

    def _report(
        self, meta: dict[str, Any], error: SourceError | None, **found: Any
    ) -> BackfillReport:
        source: Source = meta["source"]
        assert self.period is not None  # noqa: S101 - only a backfill makes such reports
        return BackfillReport(
            page=meta["backfill"],
            kind=source.kind,
            site=source.site,
            at=clock.now(),
            period=self.period,
            reason=None if error is None else error.reason,
            failure=None if error is None else str(error),
            **found,
        )

    def _period(self, since: str, until: str | None) -> Period:
        now = clock.now()
        begin = self._moment("since", since, named_moment)
        end = now if until is None else min(now, self._moment("until", until, named_end))
        if begin > end or begin >= now:
            named = f"until={until}" if until is not None and begin < now else "now"
            raise self.misuse(f"-a since={since} is not before {named}")
        return Period(since=begin, until=end)

    def _moment(self, name: str, value: str, read: Callable[[str], datetime]) -> datetime:
        try:
            return read(value)
        except ValueError as error:
            raise self.misuse(f"-a {name}=: {error}") from error

    def _minutes(self, value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            raise self.misuse(f"-a minutes={value!r} has to be a number above 0")
        return number
