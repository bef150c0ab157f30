"""Extracts all pages of a WARC file into a Parquet file, with nothing known of their sites.

`extract_partition` needs neither a database nor a crawl. A pipeline on a cluster can call it.
"""

import asyncio
import time
from asyncio import FIRST_COMPLETED
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import NoReturn, Self

from newsbot.crawling.archive.keeping import NoArchive
from newsbot.crawling.further_pages import FurtherPages
from newsbot.crawling.losses import Counting, Tally
from newsbot.crawling.page_reading import PageReading, not_storable
from newsbot.crawling.partitions.files import FileError, absolute, opened
from newsbot.crawling.partitions.results import (
    COUNTS,
    WARC,
    day_of,
    require_parquet,
    spool_for,
    write_results,
)
from newsbot.crawling.partitions.rows import PlacedRead
from newsbot.crawling.site_blocks import KnownBlocks
from newsbot.crawling.warc.records import (
    DAMAGED,
    ArchivedPage,
    SkippedRecord,
    WarcFile,
    read_page_at,
    read_pages,
)
from newsbot.crawling.warc.stream import Place
from newsbot.crawling.waves.first import PAGES_A_WORKER, FirstRead, read_first
from newsbot.errors import RowRefused, SourceError
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import NOTHING_SEEN, Article, FetchedPage, FileCounts
from newsbot.processes.workers import Limits, WorkerPool
from newsbot.sites.registry import Registry, load_registry
from newsbot.sites.rule_book import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the pages of WARC files are extracted."""

    limits: Limits = field(
        default_factory=lambda: Limits(processes=1, timeout_s=10, memory_mb=1024)
    )
    """The number of worker processes, and the limits for one page."""
    max_page_bytes: int = 10_000_000
    """Larger pages are skipped."""
    sites: tuple[Path, ...] = ()
    """The user's own registry files, and folders of them, as NEWSBOT_SITES names them."""
    site_rules: tuple[Path, ...] = ()
    """Folders of ftr-site-config files, as NEWSBOT_SITE_RULES names them."""


class Unreadable(FileError):
    """The error that a WARC file is missing, cannot be read, or is no WARC file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """Extracts WARC files in worker processes, which several files may share."""

    reading: PageReading
    registry: Registry
    processes: int
    max_page_bytes: int

    @classmethod
    def of(cls, options: Options, pool: WorkerPool, counting: Counting) -> Self:
        """An extractor that uses the worker processes of `pool`, and counts losses in `counting`.

        Raises:
            ConfigurationError: a file of the registry, or a folder of rules, cannot be used.
        """
        registry = load_registry(own=options.sites)
        reading = PageReading(
            pool=pool,
            rules=RuleBook(registry, options.site_rules),
            known_blocks=KnownBlocks(lambda pages: [NOTHING_SEEN] * len(pages)),
            further=FurtherPages(download=_nowhere, stats=counting, most_pages=1),
            archive=NoArchive(),
            counting=counting,
        )
        return cls(
            reading=reading,
            registry=registry,
            processes=options.limits.processes,
            max_page_bytes=options.max_page_bytes,
        )

    async def extract(
        self, url: str, out: str, tick: Callable[[], None] = lambda: None
    ) -> FileCounts:
        """Extracts the WARC file `url` into the Parquet file `out`, which it writes as a whole.

        `tick` is called after each page. It may raise an exception to end the work.

        Raises:
            Unreadable: the file is missing, cannot be read now, or is no WARC file.
            FileError: the Parquet file cannot be written.
        """
        began = time.monotonic()
        found = _Found()
        with spool_for(out) as spool:
            async with aclosing(self._reads(url, found)) as reads:
                async for placed in reads:
                    found.add(placed.read)
                    spool.add(placed)
                    tick()
            counts = found.counts(time.monotonic() - began)
            about = {
                WARC: url,
                "newsbot.extractor_version": EXTRACTOR_VERSION,
                COUNTS: counts.as_text(),
            }
            await asyncio.to_thread(write_results, out, spool, about)
        return counts

    async def page_again(self, first: FirstRead, url: str, place: Place) -> FetchedPage:
        """The page at a place of the WARC file `url`, from which `first` was read.

        Raises:
            Unreadable: the file is missing or cannot be read now, or is another one.
        """

        def read() -> ArchivedPage:
            with _warc(url) as warc:
                return read_page_at(warc, place, self.max_page_bytes)

        page = await asyncio.to_thread(read)
        if page.url != first.requested_url:
            text = f"{url} has another page at byte {place.start}: it has changed since it was read"
            raise Unreadable(f"{text}; put back the file as it was")
        return replace(self._fetched(page), fetched_at=first.fetched_at)

    async def _reads(self, url: str, found: "_Found") -> AsyncGenerator[PlacedRead, None]:
        most = PAGES_A_WORKER * self.processes
        running: set[asyncio.Task[PlacedRead]] = set()
        pages = self._pages(url, found)
        try:
            while (page := await asyncio.to_thread(next, pages, None)) is not None:
                running.add(asyncio.create_task(self._read(url, page)))
                if len(running) >= most:
                    done, running = await asyncio.wait(running, return_when=FIRST_COMPLETED)
                    for each in done:
                        yield each.result()
            for task in asyncio.as_completed(running):
                yield await task
        finally:
            for each in running:
                each.cancel()
            with suppress(ValueError):  # a thread still reads, after the work was cancelled
                pages.close()

    async def _read(self, url: str, page: ArchivedPage) -> PlacedRead:
        first = await read_first(
            self.reading, self._fetched(page), f"{page.place.start}:{page.place.within} {url}"
        )
        return PlacedRead(read=_encodable(first), file=url, place=page.place)

    def _pages(self, url: str, found: "_Found") -> Generator[ArchivedPage, None, None]:
        """The pages of a WARC file. Records that are skipped are counted in `found`."""
        with _warc(url) as warc:
            try:
                for each in read_pages(warc, self.max_page_bytes):
                    if isinstance(each, SkippedRecord):
                        found.named[f"skipped/{each.reason}"] += 1
                        continue
                    if each.dated_by != "record":
                        found.named[f"dated_by/{each.dated_by}"] += 1
                    yield each
            except SourceError as error:
                if error.reason != DAMAGED:
                    raise
                found.damage = str(error)

    def _fetched(self, page: ArchivedPage) -> FetchedPage:
        return page.as_fetched(self.registry.site_of(page.url))


def extract_partition(path: str, out: str, options: Options | None = None) -> FileCounts:
    """Extracts the pages of a WARC file, and writes what they give into a Parquet file.

    The Parquet file appears under its name when it is complete. Each page is extracted as if
    nothing else were known of its site, so files can be extracted in any order, anywhere. The
    worker processes of the call end with it.

    Args:
        path: the path of the WARC file, or a URL that fsspec opens.
        out: the path or URL of the Parquet file.
        options: how pages are extracted; None: as newsbot does by default, in one process.

    Raises:
        Unreadable: the WARC file is missing, cannot be read now, or is no WARC file.
        FileError: the Parquet file cannot be written.
        ConfigurationError: a package is missing, or the options cannot be used.
    """
    require_parquet()
    chosen = options or Options()
    pool = WorkerPool(chosen.limits)
    try:
        extractor = Extractor.of(chosen, pool, Tally())
        return asyncio.run(extractor.extract(absolute(path), absolute(out)))
    finally:
        pool.close()


@dataclass(slots=True)
class _Found:
    """What was found so far in a WARC file."""

    articles: int = 0
    days: Counter[date] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    damage: str | None = None

    def add(self, read: FirstRead) -> None:
        self.days[day_of(read.fetched_at)] += 1
        if isinstance(read.result, Article):
            self.articles += 1
        else:
            self.named[f"rejected/{read.result.reason}"] += 1

    def counts(self, seconds: float) -> FileCounts:
        return FileCounts(
            pages=self.days.total(),
            articles=self.articles,
            days=dict(self.days),
            named=dict(self.named),
            damage=self.damage,
            seconds=seconds,
        )


@contextmanager
def _warc(url: str) -> Iterator[WarcFile]:
    """Opens a WARC file; raises Unreadable if it is missing, or cannot be read."""
    try:
        with opened(url) as file:
            yield WarcFile(name=url, file=file.file, modified_s=file.modified_s)
    except (SourceError, FileError) as error:
        raise Unreadable(str(error)) from error
    except OSError as error:
        raise Unreadable(f"cannot read {url}: {error.strerror or error}") from error


def _encodable(first: FirstRead) -> FirstRead:
    """The read, or a rejection in its place if it has text that is not UTF-8."""
    try:
        for each in fields(first.result):
            value = getattr(first.result, each.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, str):
                    part.encode()
    except UnicodeEncodeError as error:
        refused = RowRefused(f"the database cannot take it: {error}")
        return replace(first, result=not_storable(first.result, refused), fingerprint=None)
    return first


async def _nowhere(url: str, _: FetchedPage) -> NoReturn:
    """Stands for the download of further pages of an article, which is never asked for."""
    raise FileError(f"{url} is not fetched: an archive has single pages")
