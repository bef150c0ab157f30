"""Makes an Article, or a Rejection, of a page and the further pages of its article.

The item pipeline of crawls and the command `scrapy reextract` use it.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from newsbot.crawling.archive.keeping import Archive, NoArchive
from newsbot.crawling.further_pages import Extract, FurtherPages
from newsbot.crawling.losses import Counting, Losses
from newsbot.crawling.site_blocks import KnownBlocks
from newsbot.downloading.downloader import Dropped
from newsbot.errors import RowRefused, WorkerDied, WorkerTimeout
from newsbot.extraction.further_pages import Extracted
from newsbot.extraction.in_worker import extract_in_worker
from newsbot.extraction.limits import refusal_of_body
from newsbot.extraction.page.boilerplate import with_recurring_lines
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import (
    ArchivedPage,
    Article,
    FetchedPage,
    FingerprintedArticle,
    NotAnArticle,
    Rejection,
    SamePage,
    SiteBlocks,
)
from newsbot.plain_text import one_line
from newsbot.processes.workers import WorkerPool
from newsbot.sites.rule_book import RuleBook
from newsbot.sites.rule_tally import OutdatedRule, RuleTally
from newsbot.wholeness import CUT_OFF

logger = logging.getLogger(__name__)

# The maximum number of characters of a rejection's `detail`. Longer texts are cut, because the
# message of an exception may quote a whole page.
MAX_DETAIL = 500

Run = Callable[[FetchedPage, SiteRules | None, tuple[str, ...]], Awaitable[Extracted]]
"""A function that extracts a page in a worker process.

Its arguments are the page, the rules for the page's site, and the URLs of the pages before it if it
is the page 2, 3, … of an article.
"""


@dataclass(slots=True, kw_only=True)
class PageReading:
    """Extracts articles from pages, in worker processes.

    A page on which the worker process hangs or dies is rejected.
    """

    pool: WorkerPool
    rules: RuleBook
    known_blocks: KnownBlocks
    further: FurtherPages
    archive: Archive | NoArchive
    """The archive of WARC files, to which the further pages (page 2, …) of articles are written."""
    counting: Counting
    _tally: RuleTally = field(default_factory=RuleTally)
    _losses: Losses = field(init=False)

    def __post_init__(self) -> None:
        self._losses = Losses(self.counting)

    async def read(self, page: FetchedPage) -> Article | Rejection:
        """The article that begins on `page`, or why there is none.

        Raises:
            Dropped: the crawl ends before the article's further pages are fetched.
        """
        return await self.read_with(page, await self.known_blocks.around(page))

    async def read_with(
        self, page: FetchedPage, boilerplate: SiteBlocks, *, is_counted: bool = True
    ) -> Article | Rejection:
        """The article that begins on `page`, without the site's boilerplate; or why there is none.

        `boilerplate` tells how often the page's blocks of text (e.g. paragraphs) occur in other
        articles of the site. A block that recurs often is no part of the article. `is_counted` is
        False for a page that was read and counted before.

        Raises:
            Dropped: the crawl ends before the article's further pages are fetched.
        """
        is_joined = False

        async def run(
            page: FetchedPage, rules: SiteRules | None, before: tuple[str, ...]
        ) -> Extracted:
            nonlocal is_joined
            is_joined = is_joined or bool(before)
            sent = replace(page, exchange=None)
            return await self.pool.run(extract_in_worker, sent, rules, boilerplate, before)

        found = await self.read_by(page, run, is_counted=is_counted)
        if isinstance(found, Article) and is_joined:  # the worker knew only the first page
            return with_recurring_lines(found, boilerplate)
        return found

    async def read_by(
        self, page: FetchedPage, run: Run, *, is_counted: bool = True
    ) -> Article | Rejection:
        """The article that begins on `page`, or why there is none; `run` extracts each page of it.

        If `is_counted`, losses of the page, e.g. fields that are too long, are counted and logged.

        Raises:
            Dropped: the crawl ends before the article's further pages are fetched.
        """
        rules = self.rules.rules_for(page.url)
        further: list[ArchivedPage] = []

        async def extract(page: FetchedPage, before: tuple[str, ...] = ()) -> Extracted:
            if before:
                page = await self.archive.keep(page, is_further=True)
                further.extend(page.archived)
            found = await run(page, rules, before)
            if is_counted:
                self._losses.add_failures(page, found.failures)
            return found

        result = await self._extract(page, extract)
        if isinstance(result, NotAnArticle):
            result = _refused(page, result)
        if is_counted:
            self._count(page, rules, result)
        archived = (*page.archived, *further)
        if isinstance(result, Rejection):
            return replace(result, archived=archived, reread=page.reread)
        return replace(result, validators=page.validators, archived=archived, reread=page.reread)

    def close(self) -> None:
        """Reports extraction rules that matched no element on any page of their site."""
        self._report(self._tally.at_the_end())

    def _count(
        self, page: FetchedPage, rules: SiteRules | None, result: Article | Rejection
    ) -> None:
        if page.is_partial or (isinstance(result, Article) and result.is_partial):
            self.counting.inc_value("newsbot/partial")
        if isinstance(result, Article):
            self._losses.add_cuts(result)
            if rules is not None and not result.is_partial:
                self._report(self._tally.add(page.site, page.url, rules, result.unmatched_rules))

    async def _extract(
        self, page: FetchedPage, extract: Extract
    ) -> Article | NotAnArticle | Rejection:
        """Extracts the article that begins on `page`, with its further pages (page 2, page 3, …).

        If the page has no article, the result is a NotAnArticle, which says why. If extraction
        fails, it is a Rejection. `extract` extracts one page of it.

        Raises:
            Dropped: the crawl ends before the further pages are fetched.
        """
        try:
            result = await self.further.complete(page, await extract(page, ()), extract)
        except WorkerTimeout as error:
            return _rejection(page, "extraction_timeout", detail=str(error))
        except WorkerDied as error:
            return _rejection(page, "worker_died", detail=str(error))
        except Dropped:
            raise
        except Exception as error:
            logger.exception("Extraction failed for %s", page.url)
            return _rejection(page, "extraction_error", detail=repr(error))
        if isinstance(result, Article):  # its body has the text of all pages of the article
            return refusal_of_body(result.body) or result
        return result

    def _report(self, outdated: Iterable[OutdatedRule]) -> None:
        for each in outdated:
            self.counting.inc_value(f"newsbot/rules/unmatched/{each.site}/{each.kind}")
            logger.warning("%s", each)


def not_storable(
    item: Article | FingerprintedArticle | SamePage | Rejection, error: RowRefused
) -> Rejection:
    """The Rejection that is stored in place of an item that the database refuses.

    `error` is the error with which the database refused `item`.
    """
    about = item.article if isinstance(item, FingerprintedArticle) else item
    return Rejection(
        url=about.url,
        requested_url=about.requested_url,
        site=about.site,
        at=about.fetched_at if isinstance(about, Article) else about.at,
        stage="store",
        reason="not_storable",
        detail=str(error),
        # The database refused what the extractor read from the page. A newer extractor may read
        # something else, which the database accepts. So the version of the extractor is stored with
        # the rejection: as soon as newsbot has a newer one, it fetches the page again.
        extractor_version=about.extractor_version if isinstance(about, Article) else None,
        is_revisit=isinstance(about, SamePage)
        or (isinstance(about, Rejection) and about.is_revisit),
        archived=about.archived,
        reread=None if isinstance(about, SamePage) else about.reread,
    )


def _refused(page: FetchedPage, verdict: NotAnArticle) -> Rejection:
    """The Rejection of a page on which the extractor found no article.

    `verdict` is the result of the extractor, with the reason why the page is no article. If the
    transfer of the page was cut off, this is given as the reason instead.
    """
    if not page.is_partial:
        return _rejection(page, verdict.reason, detail=verdict.detail)
    detail = f"{len(page.body)} bytes came, by themselves {verdict.reason}"
    return _rejection(page, CUT_OFF, detail=detail)


def _rejection(page: FetchedPage, reason: str, *, detail: str | None) -> Rejection:
    return Rejection(
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        at=page.fetched_at,
        stage="extract",
        reason=reason,
        detail=None if detail is None else one_line(detail, MAX_DETAIL),
        body_sha256=sha256(page.body).digest(),
        extractor_version=EXTRACTOR_VERSION,
        is_revisit=page.is_revisit,
    )
