"""The item pipeline that makes an Article, or a Rejection, of each FetchedPage."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from newsbot.crawling.further_pages import FurtherPages
from newsbot.crawling.losses import Losses
from newsbot.crawling.site_blocks import KnownBlocks
from newsbot.crawling.worker_limits import worker_limits
from newsbot.downloading.downloader import Dropped
from newsbot.errors import WorkerDied, WorkerTimeout
from newsbot.extraction.further_pages import Extracted
from newsbot.extraction.in_worker import extract_in_worker
from newsbot.extraction.limits import refusal_of_body
from newsbot.extraction.page.boilerplate import with_recurring_lines
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import Article, FetchedPage, NotAnArticle, Rejection, SamePage, SiteBlocks
from newsbot.plain_text import one_line
from newsbot.sites.registry import load_registry, own_sites
from newsbot.sites.rule_book import RuleBook, rule_folders
from newsbot.sites.rule_tally import OutdatedRule, RuleTally
from newsbot.wholeness import CUT_OFF
from newsbot.workers import WorkerPool, shared_pool

logger = logging.getLogger(__name__)

# The maximum number of characters of a rejection's `detail`. It may be the message of an exception,
# which may quote a whole page.
MAX_DETAIL = 500


class ExtractPipeline:
    """An item pipeline that extracts articles from pages, in worker processes.

    A page on which the worker process hangs or dies is rejected.
    """

    def __init__(
        self,
        pool: WorkerPool,
        rules: RuleBook,
        known_blocks: KnownBlocks,
        further: FurtherPages,
        stats: StatsCollector,
    ) -> None:
        self._pool = pool
        self._rules = rules
        self._known_blocks = known_blocks
        self._further = further
        self._stats = stats
        self._tally = RuleTally()
        self._losses = Losses(stats)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the pipeline, with the crawler's worker processes and the registry of its spider.

        Spiders that a user has written have no registry of sites. For these, the registry that
        newsbot ships with is used, together with the sites that NEWSBOT_SITES adds.
        """
        pool = shared_pool(crawler, worker_limits(crawler.settings))
        registry = getattr(crawler.spider, "registry", None)
        if registry is None:
            registry = load_registry(own=own_sites(crawler.settings["NEWSBOT_SITES"]))
        rules = RuleBook(registry, rule_folders(crawler.settings["NEWSBOT_SITE_RULES"]))
        known_blocks = KnownBlocks.from_crawler(crawler)
        further = FurtherPages.from_crawler(crawler)
        return cls(pool, rules, known_blocks, further, crawler.stats)

    async def process_item(self, item: Any) -> Any:
        """Extracts the article of a page; passes on other items unchanged."""
        if isinstance(item, SamePage):
            self._stats.inc_value("newsbot/fetched")
        if not isinstance(item, FetchedPage):
            return item
        self._stats.inc_value("newsbot/fetched")
        rules = self._rules.rules_for(item.url)
        boilerplate = await self._known_blocks.around(item)
        result = await self._extract(item, rules, boilerplate)
        if item.is_partial or (isinstance(result, Article) and result.is_partial):
            self._stats.inc_value("newsbot/partial")
        if isinstance(result, NotAnArticle):
            return _refused(item, result)
        if isinstance(result, Article):
            self._losses.add_cuts(result)
            if rules is not None and not result.is_partial:
                self._report(self._tally.add(item.site, item.url, rules, result.unmatched_rules))
            found = replace(result, validators=item.validators)
            return with_recurring_lines(found, boilerplate)
        return result

    async def _extract(
        self, page: FetchedPage, rules: SiteRules | None, boilerplate: SiteBlocks
    ) -> Article | NotAnArticle | Rejection:
        """Extracts the article that begins on `page`, with its further pages (page 2, page 3, …).

        If the page has no article, the result is a NotAnArticle, which says why. If extraction
        fails, it is a Rejection.

        Args:
            page: the first page of the article.
            rules: the extraction rules for the page's site, if any.
            boilerplate: how often blocks of text recur in other articles of the site.

        Raises:
            DropItem: the crawl ends before the further pages are fetched.
        """

        async def extract(page: FetchedPage, before: tuple[str, ...] = ()) -> Extracted:
            found = await self._pool.run(extract_in_worker, page, rules, boilerplate, before)
            self._losses.add_failures(page, found.failures)
            return found

        try:
            result = await self._further.complete(page, await extract(page), extract)
        except WorkerTimeout as error:
            return _rejection(page, "extraction_timeout", detail=str(error))
        except WorkerDied as error:
            return _rejection(page, "worker_died", detail=str(error))
        except Dropped as error:
            raise DropItem(
                "the crawl ends before the article's further pages are fetched"
            ) from error
        except Exception as error:
            logger.exception("Extraction failed for %s", page.url)
            return _rejection(page, "extraction_error", detail=repr(error))
        if isinstance(result, Article):  # the whole body, which may come from several pages
            return refusal_of_body(result.body) or result
        return result

    def _report(self, outdated: Iterable[OutdatedRule]) -> None:
        for each in outdated:
            self._stats.inc_value(f"newsbot/rules/unmatched/{each.site}/{each.kind}")
            logger.warning("%s", each)

    async def close_spider(self) -> None:
        """Ends the worker processes when the crawl ends.

        Before that, it logs which extraction rules of sites have matched nothing in the whole run.
        """
        self._report(self._tally.at_the_end())
        await asyncio.to_thread(self._pool.close)


def _refused(page: FetchedPage, verdict: NotAnArticle) -> Rejection:
    """The Rejection of a page on which the extractor found no article.

    If the transfer of the page was cut off, the reason is CUT_OFF. Otherwise it is the reason that
    `verdict` gives.
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
