"""The work of `scrapy sites check`: fetches the sources of sites, and judges each source.

A source is a feed, a sitemap or a section page.
"""

import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from scrapy.crawler import CrawlerProcessBase
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from newsbot.actions.output import print_json, print_table
from newsbot.actions.running import items_of
from newsbot.crawling.failures import failure_of
from newsbot.crawling.source_errors import source_error
from newsbot.crawling.source_reports import failed_report
from newsbot.errors import ExitCode
from newsbot.items import Link, SourceReport
from newsbot.logs import tell
from newsbot.sites.registry import Registry
from newsbot.sites.site import CHECKED, Site, Source
from newsbot.sites.status_line import write_status
from newsbot.spiders.sources import SourcesSpider

OK = "ok"
# The maximum number of links that the check reads from a source. A sitemap index may list sitemaps
# of many years. To see that the index works, it is enough to read some of these sitemaps.
MOST_LINKS = 1_000
NOT_TRIED = "not_tried"
HEADERS = ("site", "kind", "source", "verdict", "links", "newest", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `scrapy sites check` found out about one source (a feed, sitemap or section page)."""

    site: str
    kind: str
    url: str
    verdict: str
    """OK, or the name of the reason why not all links of the source could be read, e.g.
    "http_404"."""
    links: int = 0
    """The number of links that were read from the source, at most MOST_LINKS."""
    newest: datetime | None = None
    """The latest date that the source states for one of its links."""
    why: str | None = None
    """A sentence that explains `verdict`; None if `verdict` is OK."""
    is_fetched: bool = False
    """Whether the source could be downloaded."""


def check_sites(
    process: CrawlerProcessBase,
    registry: Registry,
    sites: Sequence[Site],
    *,
    as_json: bool,
    writes: bool,
) -> ExitCode:
    """Fetches the sources of `sites`, prints a verdict on each source, and returns the exit code.

    As in a crawl, robots.txt is obeyed, and the delays between requests are kept. But nothing is
    stored.

    Args:
        process: Scrapy's process.
        registry: the registry with the sites.
        sites: the sites to check.
        as_json: print a JSON array, not a table.
        writes: write the status "checked" into the registry entry of each site whose sources are
            all OK.
    """
    sources = [source for site in sites for source in site.sources]
    arguments = {"sources": sources, "registry": registry, "own_sites": ()}
    found = {(each.site, each.url): each for each in items_of(process, CheckSpider, arguments)}
    verdicts = [found.get((each.site, each.url)) or _not_tried(each) for each in sources]
    if as_json:
        print_json([asdict(each) for each in verdicts])
    else:
        print_table([_row(each) for each in verdicts], HEADERS)
    failed = {each.site for each in verdicts if each.verdict != OK}
    _tell_status([site for site in sites if site.key not in failed], writes=writes)
    if not any(each.is_fetched for each in verdicts):
        return ExitCode.NOTHING_FETCHED
    return ExitCode.EXPECTATIONS if failed else ExitCode.OK


def _tell_status(whole: Sequence[Site], *, writes: bool) -> None:
    unmarked = [site for site in whole if site.status != CHECKED]
    if writes:
        for site in unmarked:
            write_status(site, CHECKED)
    elif unmarked:
        keys = ", ".join(site.key for site in unmarked)
        tell(f'all sources are ok, but the status is not "checked"; --write sets it: {keys}')


def _not_tried(source: Source) -> Verdict:
    why = "The crawl ended before the source was requested."
    return Verdict(site=source.site, kind=source.kind, url=source.url, verdict=NOT_TRIED, why=why)


def _row(each: Verdict) -> tuple[Any, ...]:
    newest = None if each.newest is None else f"{each.newest:%Y-%m-%d %H:%M}"
    return (each.site, each.kind, each.url, each.verdict, each.links, newest, each.why)


class CheckSpider(SourcesSpider):
    """A spider that fetches sources, but no articles, and yields a Verdict on each source."""

    name = "sites-check"
    usage = "scrapy sites check [KEY ...]"

    def __init__(self, sources: Sequence[Source], registry: Registry, **others: Any) -> None:
        """Takes the sources (e.g. feeds) to check, and the registry in which their sites are."""
        super().__init__(**others)
        self.registry = registry
        self.sources = tuple(sources)
        self._done = 0

    async def parse_source(  # type: ignore[override]  # it yields a verdict in place of requests
        self, response: Response
    ) -> AsyncIterator[Verdict]:
        """Yields the verdict on a source (e.g. a feed) that was downloaded."""
        source: Source = response.meta["source"]
        links: list[Link] = []
        report: SourceReport | None = None
        async for each in super().parse_source(response):
            if isinstance(each, SourceReport):
                report = each
            elif "link" in each.meta:  # no request for the page that follows a section page
                links.append(each.meta["link"])
            if len(links) == MOST_LINKS:
                break
        yield self._told(source, links, report, is_fetched=True)

    def source_failed(self, failure: TwistedFailure) -> Iterator[Verdict]:  # type: ignore[override]  # the crawl has no reports
        """Yields the verdict on a source (e.g. a feed) that could not be downloaded."""
        source: Source = failure.request.meta["source"]  # type: ignore[attr-defined] # by Scrapy
        found = failure_of(failure.value)
        error = source_error(found.reason, source.kind, found.detail)
        yield self._told(source, [], failed_report(source, None, error))

    def _told(
        self,
        source: Source,
        links: Sequence[Link],
        report: SourceReport | None,
        *,
        is_fetched: bool = False,
    ) -> Verdict:
        """The verdict on a source; prints a line about it on stderr to show the progress.

        `report` is what a crawl would store about the source; None if the source was not read to
        the end. `is_fetched` says whether the source could be downloaded. It is noted in the
        verdict.
        """
        dates = [each.published_at or each.changed_at for each in links]
        verdict = Verdict(
            site=source.site,
            kind=source.kind,
            url=source.url,
            verdict=OK if report is None else report.reason or OK,
            links=len(links),
            newest=max((date for date in dates if date is not None), default=None),
            why=None if report is None else report.failure,
            is_fetched=is_fetched,
        )
        self._done += 1
        count = f"{self._done}/{len(self.sources)}"
        print(count, verdict.site, verdict.url, verdict.verdict, file=sys.stderr, flush=True)
        return verdict
