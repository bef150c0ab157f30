"""The work of `scrapy sites check`: fetches the sources of sites, and says what each lists."""

import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from scrapy.crawler import CrawlerProcessBase
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from newsbot.actions.output import print_json, print_table
from newsbot.actions.running import items_of
from newsbot.crawling.failures import failure_of
from newsbot.crawling.sitemap_tree import links_below
from newsbot.crawling.source_errors import source_error
from newsbot.errors import ExitCode, SourceError
from newsbot.items import Link
from newsbot.logs import tell
from newsbot.sites.registry import Registry
from newsbot.sites.site import CHECKED, Site, Source
from newsbot.sites.status_line import write_status
from newsbot.spiders.sources import SourcesSpider

OK = "ok"
NOT_TRIED = "not_tried"
HEADERS = ("site", "kind", "source", "verdict", "links", "newest", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one source was found to list."""

    site: str
    kind: str
    url: str
    verdict: str
    """OK, or the reason why the source gave no links, or not all: a name, e.g. "http_404"."""
    links: int = 0
    """The number of links. Of an index of sitemaps, only the newest sitemaps are read until one of
    them has links."""
    newest: datetime | None = None
    """The latest date that the source gives with a link."""
    why: str | None = None
    """A sentence about a verdict that is not OK."""
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
    """Fetches the sources of `sites`, prints a verdict on each, and returns the exit code.

    robots.txt and delays are obeyed as in a crawl, and nothing is stored.

    Args:
        process: Scrapy's process.
        registry: the registry with the sites.
        sites: the sites to check.
        as_json: print a JSON array, not a table.
        writes: write the status "checked" into the entries of all sites whose sources are all OK.
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
    """A spider that fetches sources, and yields a Verdict on each. It fetches no articles."""

    name = "sites-check"
    usage = "scrapy sites check [KEY ...]"

    def __init__(self, sources: Sequence[Source], registry: Registry, **others: Any) -> None:
        """Takes the sources to check, and the registry with their sites."""
        super().__init__(**others)
        self.registry = registry
        self.sources = tuple(sources)
        self._done = 0

    async def parse_source(self, response: Response) -> AsyncIterator[Verdict]:  # type: ignore[override]  # it yields no requests
        """The verdict on a source that was downloaded."""
        source: Source = response.meta["source"]
        links: list[Link] = []
        error: SourceError | None = None
        try:
            top = await self._listing(source.kind, response)
            read = partial(self._sitemap_below, source.kind)
            async for found in links_below(
                top, response.url, read, self._child_failed, partial(self._left_out, response.url)
            ):
                links += found
                if links:
                    break
        except SourceError as raised:
            error = raised
        judged = await self._judged(source.kind, response, len(links), error)
        yield self._told(source, links, judged, is_fetched=True)

    def source_failed(self, failure: TwistedFailure) -> Iterator[Verdict]:  # type: ignore[override]  # the crawl has no reports
        """The verdict on a source that could not be downloaded."""
        source: Source = failure.request.meta["source"]  # type: ignore[attr-defined] # by Scrapy
        found = failure_of(failure.value)
        yield self._told(source, [], source_error(found.reason, source.kind, found.detail))

    def _told(
        self,
        source: Source,
        links: Sequence[Link],
        error: SourceError | None,
        *,
        is_fetched: bool = False,
    ) -> Verdict:
        """The verdict on a source; also prints it on stderr, as the progress of the command."""
        dates = [each.published_at or each.changed_at for each in links]
        verdict = Verdict(
            site=source.site,
            kind=source.kind,
            url=source.url,
            verdict=OK if error is None else error.reason,
            links=len(links),
            newest=max((date for date in dates if date is not None), default=None),
            why=None if error is None else str(error),
            is_fetched=is_fetched,
        )
        self._done += 1
        count = f"{self._done}/{len(self.sources)}"
        print(count, verdict.site, verdict.url, verdict.verdict, file=sys.stderr, flush=True)
        return verdict
