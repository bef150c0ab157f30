"""Writes fetched pages to the archive during a crawl, in a thread of its own."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from queue import SimpleQueue
from typing import TypeVar

from scrapy.crawler import Crawler

from newsbot.archive.folder import Form
from newsbot.archive.records import Earlier, Fetch, as_response, as_revisit
from newsbot.crawling.archive.settings import archive_settings
from newsbot.crawling.archive.volumes import Place, Volumes
from newsbot.crawling.batches import Batches
from newsbot.crawling.losses import Counting
from newsbot.items import ArchivedPage, Exchange, FetchedPage, Kind, Link, SamePage, iso_8601
from newsbot.storage.archive.pages import Same, find_same
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect

THREAD_NAME = "archive"
"""The name of the thread that writes the archive. `make bench-pipeline` measures this thread."""
Page = FetchedPage | SamePage
P = TypeVar("P", FetchedPage, SamePage)


class Archive:
    """Writes fetched pages to WARC files, before it is known whether they are articles.

    If a page cannot be written, e.g. because the disk is full, this is counted. The page is
    extracted all the same.
    """

    def __init__(
        self, form: Form, volumes: Volumes, same_of: "SameOf", counts: "CountsOfThread"
    ) -> None:
        self._form = form
        self._volumes = volumes
        self._counts = counts
        self._same_of = same_of
        self._batches: Batches[Page, ArchivedPage | None] = Batches(
            self._write, thread_name=THREAD_NAME
        )
        self._further: set[int] = set()

    async def keep(self, page: P, *, is_further: bool = False) -> P:
        """Writes `page`, and returns a copy of it with its place in the archive (`archived`).

        If the page cannot be written, `archived` is empty. `is_further` says that the page is the
        page 2, 3, … of an article.
        """
        if page.exchange is None:
            return page
        if is_further:
            self._further.add(id(page))
        archived = await self._batches.submit(page)
        self._counts.pass_on()
        self._further.discard(id(page))
        return replace(page, exchange=None, archived=() if archived is None else (archived,))

    async def open(self) -> None:
        """Completes the WARC files that earlier runs left unfinished because they were killed."""
        await asyncio.to_thread(self._volumes.open)
        self._counts.pass_on()

    async def close(self) -> None:
        """Completes the WARC file that this run is writing."""
        await asyncio.to_thread(self._volumes.close)
        self._counts.pass_on()

    def _write(self, pages: Sequence[Page]) -> list[ArchivedPage | None]:
        keys = [(page.requested_url, _digest(page)) for page in pages]
        same = self._same_of(keys)
        return [
            self._written(page, key[1], same.get(key))
            for page, key in zip(pages, keys, strict=True)
        ]

    def _written(self, page: Page, digest: bytes, same: Same | None) -> ArchivedPage | None:
        exchange = page.exchange
        if exchange is None:
            return None
        fetch = _fetch(page, digest, exchange)
        kind: Kind = "further" if id(page) in self._further else "page"
        if same is not None:
            earlier = Earlier(url=same.url, fetched_at=same.fetched_at)
            data, kind = as_revisit(fetch, earlier, self._form), "revisit"
        elif fetch.body is None:  # the page is unchanged (304), but its bytes were never archived
            return None
        else:
            data = as_response(fetch, self._form)
        place = self._volumes.append(data)
        if place is None:
            return None
        return self._volumes.remember(_archived(page, digest, kind, place))


SameOf = Callable[[Sequence[tuple[str, bytes]]], dict[tuple[str, bytes], Same]]


class CountsOfThread:
    """Collects counts in the archive's thread, until the main thread adds them to the stats.

    The stats of a crawl are a dict without a lock. A second thread that adds a counter could
    disturb the main thread while it reads the dict.
    """

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._counts: SimpleQueue[tuple[str, int]] = SimpleQueue()

    def inc_value(self, key: str, count: int = 1) -> None:
        """Keeps `count` in memory until `pass_on` adds it to the counter `key`."""
        self._counts.put((key, count))

    def pass_on(self) -> None:
        """Adds all counts that the thread of the archive has collected to the stats of the crawl.

        The method must be called in the main thread, because the stats are not safe for threads.
        """
        while not self._counts.empty():
            self._counting.inc_value(*self._counts.get())


class NoArchive:
    """Is used in place of an `Archive` by crawls that keep no pages: it writes nothing."""

    async def keep(self, page: P, *, is_further: bool = False) -> P:
        """Writes nothing; returns a copy of the page without its HTTP request and response.

        A crawl without an archive calls this method in place of `Archive.keep`, so it takes the
        same parameters. `is_further` has no effect.
        """
        return page if page.exchange is None else replace(page, exchange=None)

    async def open(self) -> None:
        """Does nothing, because there is no archive to prepare."""

    async def close(self) -> None:
        """Does nothing, because there is no archive to complete."""


def archive_of(crawler: Crawler, counting: Counting) -> Archive | NoArchive:
    """The archive to which a crawl writes the pages; a NoArchive if the crawl keeps no pages.

    The crawl keeps no pages if the setting NEWSBOT_ARCHIVE names no folder, if the crawl has no row
    in the table `runs`, or if its spider downloads nothing. `counting` takes the counts of archived
    pages, to add them to the crawl's statistics.
    """
    settings = archive_settings(crawler.settings)
    is_run = crawler.settings.getint("NEWSBOT_RUN_ID")
    if settings is None or not is_run or not getattr(crawler.spider, "downloads", True):
        return NoArchive()
    engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
    counts = CountsOfThread(counting)
    volumes = Volumes(engine, settings, is_run, counts)

    def same_of(keys: Sequence[tuple[str, bytes]]) -> dict[tuple[str, bytes], Same]:
        found = with_retries(partial(find_same, engine, keys))
        # `found` has the pages whose bytes are in a WARC file of the archive already. But a person
        # may have deleted this file without newsbot. Then the page is left out here, and its bytes
        # are stored again.
        return {key: same for key, same in found.items() if settings.folder.has(same.file)}

    return Archive(settings.form, volumes, same_of, counts)


def _digest(page: Page) -> bytes:
    if page.validators is not None:
        return bytes.fromhex(page.validators.body_sha256)
    return sha256(_body(page) or b"").digest()


def _body(page: Page) -> bytes | None:
    if isinstance(page, FetchedPage):
        return page.body
    return None if page.exchange is None else page.exchange.body


def _fetched_at(page: Page) -> datetime:
    return page.fetched_at if isinstance(page, FetchedPage) else page.at


def _is_partial(page: Page) -> bool:
    return isinstance(page, FetchedPage) and page.is_partial


def _fetch(page: Page, digest: bytes, exchange: Exchange) -> Fetch:
    return Fetch(
        url=page.url,
        fetched_at=_fetched_at(page),
        payload_sha256=digest,
        exchange=exchange,
        body=_body(page),
        is_partial=_is_partial(page),
    )


def _archived(page: Page, digest: bytes, kind: Kind, place: Place) -> ArchivedPage:
    link = page.link if isinstance(page, FetchedPage) else None
    return ArchivedPage(
        file_id=place.file_id,
        start=place.start,
        length=place.length,
        kind=kind,
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        fetched_at=_fetched_at(page),
        payload_sha256=digest,
        is_partial=_is_partial(page),
        listed=None if link is None else _listed(link),
    )


def _listed(link: Link) -> dict[str, object]:
    """The fields of a link that are not empty, as JSON values."""
    values = asdict(link) | {
        "published_at": iso_8601(link.published_at),
        "changed_at": iso_8601(link.changed_at),
        "authors": list(link.authors),
    }
    return {name: value for name, value in values.items() if value}
