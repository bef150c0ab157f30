"""The work of `scrapy reextract`: extracts pages of the archive again."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Self

from scrapy.settings import BaseSettings
from tqdm import tqdm

from newsbot.actions.archive.differences import Difference, Summary, difference
from newsbot.actions.archive.outcomes import Outcomes
from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json, print_table
from newsbot.actions.retry import require_reason
from newsbot.crawling.archive.keeping import NoArchive
from newsbot.crawling.archive.kept_pages import KeptPages
from newsbot.crawling.archive.presence import require_files
from newsbot.crawling.archive.rereading import Read, Storing, read_again
from newsbot.crawling.archive.settings import required_archive
from newsbot.crawling.further_pages import FurtherPages
from newsbot.crawling.losses import Tally
from newsbot.crawling.page_reading import PageReading
from newsbot.crawling.site_blocks import KnownBlocks
from newsbot.crawling.worker_limits import worker_limits
from newsbot.errors import ConfigurationError, ExitCode
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import Article
from newsbot.processes.workers import WorkerPool
from newsbot.reasons import REASONS
from newsbot.revisits import parse_revisits
from newsbot.sites.registry import load_registry, own_sites
from newsbot.sites.rule_book import RuleBook, rule_folders
from newsbot.storage.archive.selection import (
    Asked,
    Stored,
    begin,
    count_pages,
    finish,
    next_pages,
    present,
)
from newsbot.storage.archive.texts import stored_text
from newsbot.storage.articles.blocks.site_windows import SiteWindows
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.engine import connect_to_current
from newsbot.storage.rewriting.ownership.forgetting import stored_site

NOTHING_STORED = "nothing was stored"
NONE_THERE = "the archive has none, or none that the options take"
HEADERS = ("URL", "added", "removed", "words added", "words removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """What `scrapy reextract` works with: the database, the files of the archive, the settings."""

    engine: Any
    settings: BaseSettings
    pages: KeptPages

    @classmethod
    def of(cls, settings: BaseSettings, asked: Asked) -> Self:
        """Makes an object of this class: connects to the database, and finds the archive's folder.

        Raises:
            ConfigurationError: the settings name no archive; or the database is not usable; or
                nothing is stored of the site in `asked`; or the reason in `asked` does not exist.
            NoFileThere: none of the archive's files is in its folder.
        """
        archive = required_archive(settings)
        engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"])
        with_retries(partial(set_clock, engine))
        if asked.site is not None and not stored_site(engine, asked.site):
            raise ConfigurationError(f"nothing is stored of the site {asked.site!r}")
        if asked.reason is not None:
            require_reason(asked.reason, REASONS)
        require_files(engine, archive.folder)
        pages = KeptPages(engine=engine, folder=archive.folder)
        return cls(engine=engine, settings=settings, pages=pages)

    def read(self, asked: Asked, before: datetime, *, write: bool) -> Generator[Read, None, None]:
        """Extracts archived pages again, and yields the result for each page.

        A progress bar is shown if stderr is a terminal.

        Args:
            asked: which pages are extracted.
            before: only pages that were last extracted before this moment are extracted again.
            write: whether the results are stored.
        """
        total = with_retries(partial(count_pages, self.engine, asked, before))
        groups = self._groups(asked, before)
        with (
            asyncio.Runner() as runner,
            tqdm(desc="reading", total=total, unit=" pages", leave=False, disable=None) as bar,
        ):
            reads = self._reads(groups, Tally(), write=write)
            try:
                while (each := runner.run(_next(reads))) is not None:
                    bar.update(1)
                    yield each
            finally:
                # After SIGTERM, the generator `reads` may still be running. Then `aclose` raises a
                # RuntimeError, which can be ignored: `runner` cancels `reads` when it ends.
                with suppress(RuntimeError):
                    runner.run(reads.aclose())

    def _groups(self, asked: Asked, before: datetime) -> Iterator[list[Stored]]:
        after = None
        while group := with_retries(partial(next_pages, self.engine, asked, before, after)):
            yield group
            after = group[-1].page

    async def _reads(
        self, groups: Iterator[Sequence[Stored]], tally: Tally, *, write: bool
    ) -> AsyncGenerator[Read, None]:
        registry = load_registry(own=own_sites(self.settings["NEWSBOT_SITES"]))
        pool = WorkerPool(worker_limits(self.settings))
        windows = SiteWindows(self.engine)
        reading = PageReading(
            pool=pool,
            rules=RuleBook(registry, rule_folders(self.settings["NEWSBOT_SITE_RULES"])),
            known_blocks=KnownBlocks(lambda pages: with_retries(partial(windows.read, pages))),
            further=FurtherPages(
                download=self.pages.further,
                stats=tally,
                most_pages=self.settings.getint("NEWSBOT_MAX_PAGES_AN_ARTICLE"),
            ),
            archive=NoArchive(),
            counting=tally,
        )
        revisits = parse_revisits(self.settings["NEWSBOT_REVISITS"])
        store = ArticleStore(self.engine, revisits=revisits).store
        storing = Storing(partial(look_up, self.engine), store) if write else None
        try:
            async with aclosing(read_again(groups, self.pages, reading, storing)) as reads:
                async for each in reads:
                    yield each
            reading.close()
        finally:
            await asyncio.to_thread(pool.close)


def reextract(
    settings: BaseSettings, asked: Asked, options: Mapping[str, str], *, as_json: bool
) -> ExitCode:
    """Extracts pages of the archive again, stores what they give, and prints the outcomes.

    If it is interrupted, the next call with the same options goes on.

    Args:
        settings: the settings of the command.
        asked: which pages are read.
        options: the options of the command, as the user has typed them.
        as_json: whether JSON is printed, and not text.
    """
    rereading = Rereading.of(settings, asked)
    work = with_retries(partial(begin, rereading.engine, options, EXTRACTOR_VERSION))
    if work.is_resumed:
        print(f"Going on with what began at {work.started_at:%Y-%m-%d %H:%M}.", file=sys.stderr)
    outcomes = _outcomes(rereading.read(asked, work.started_at, write=True))
    counts = outcomes.counts
    index_for_search(rereading.engine)
    with_retries(partial(finish, rereading.engine, work, counts))
    if as_json:
        print_json(counts)
    else:
        total = sum(counts.values())
        named = ", ".join(f"{count} {name}" for name, count in counts.most_common())
        print(f"{total} pages were extracted again: {named or NONE_THERE}.")
    return outcomes.tell()


def show_differences(settings: BaseSettings, asked: Asked, *, as_json: bool) -> ExitCode:
    """Extracts pages of the archive again, and prints what would change; stores nothing.

    Args:
        settings: the settings of the command.
        asked: which pages are read.
        as_json: whether JSON is printed, and not text.
    """
    rereading = Rereading.of(settings, asked)
    outcomes = Outcomes()
    summary = Summary(counts=outcomes.counts)
    before = with_retries(partial(present, rereading.engine))
    with _told_if_stopped(rereading.read(asked, before, write=False), NOTHING_STORED) as reads:
        for each in reads:
            outcomes.add_as(partial(_compared, rereading, summary), each)
    if as_json:
        worst, median = ([each.shown for each in some] for some in (summary.worst, summary.median))
        print_json({**summary.counts, "worst": worst, "median": median})
    else:
        _print(summary)
    return outcomes.tell()


def read_refused(
    settings: BaseSettings, *, site: str | None, reason: str | None, since: datetime | None
) -> Outcomes:
    """Extracts those pages of the archive again whose URLs have given no article until now.

    Args:
        settings: the settings of the command.
        site: the key of a site, or None for all.
        reason: why the pages gave no article; None for all reasons.
        since: only pages fetched at this moment or later are read; None for all.
    """
    asked = Asked(site=site, reason=reason, since=since, is_refused=True)
    rereading = Rereading.of(settings, asked)
    before = with_retries(partial(present, rereading.engine))
    outcomes = _outcomes(rereading.read(asked, before, write=True))
    index_for_search(rereading.engine)
    return outcomes


def _outcomes(found: Generator[Read, None, None]) -> Outcomes:
    outcomes = Outcomes()
    with _told_if_stopped(found, "the same command goes on from here") as reads:
        for each in reads:
            outcomes.add(each)
    return outcomes


@contextmanager
def _told_if_stopped(reads: Generator[Read, None, None], said: str) -> Iterator[Iterator[Read]]:
    """A context manager that closes the generator `reads` at the end of the `with` block.

    If Ctrl-C or SIGTERM ends the block, the text "Stopped: " and `said` are printed to stderr.
    """
    try:
        with closing(reads):
            yield reads
    except KeyboardInterrupt:
        print(f"Stopped: {said}.", file=sys.stderr)
        raise


async def _next(reads: AsyncGenerator[Read, None]) -> Read | None:
    return await anext(reads, None)


def _compared(rereading: Rereading, summary: Summary, each: Read) -> str:
    """Says what storing a new extraction of a page would do, e.g. "same", "different" or "new".

    Nothing is stored. `each` is the page with its new extraction. If the new text differs from the
    stored text of the article, the differing words are appended to `summary.differences`.
    """
    article_id = each.stored.article_id
    if not isinstance(each.found, Article):
        return "still_rejected" if article_id is None else "would_be_rejected"
    if article_id is None:
        return "new"
    at = each.found.fetched_at
    before = with_retries(partial(stored_text, rereading.engine, article_id, at))
    after = f"{each.found.title}\n{each.found.body}"
    found = difference(each.found.url, article_id, before or "", after)
    if found is None:
        return "same"
    summary.differences.append(found)
    return "different"


def _print(summary: Summary) -> None:
    total = sum(summary.counts.values())
    named = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in summary.counts.most_common()
    )
    print(f"{total} pages were read: {named or NONE_THERE}.")
    for name, some in (("worst", summary.worst), ("median", summary.median)):
        if some:
            print(f"\nThe {name} of {len(summary.differences)} that differ:")
            print_table([_row(each) for each in some], HEADERS)
    print(f"{NOTHING_STORED.capitalize()}.", file=sys.stderr)


def _row(each: Difference) -> list[object]:
    shown = each.shown
    return [shown[name] for name in ("url", "words_added", "words_removed", "added", "removed")]
