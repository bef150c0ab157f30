"""Extracts pages of the archive again, many at a time, and stores the results if wanted."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from newsbot.archive.reading import NotInArchive
from newsbot.crawling.archive.kept_pages import KeptPages
from newsbot.crawling.batches import Batches
from newsbot.crawling.page_reading import not_storable
from newsbot.errors import RowRefused
from newsbot.items import Article, FetchedPage, FingerprintedArticle, Outcome, Rejection
from newsbot.storage.archive.selection import Stored
from newsbot.storage.articles.refused import Item
from newsbot.storage.connection.retry import with_retries

# The maximum number of pages that are extracted, or wait to be stored, at the same time. A page
# waits up to half a second, so that it is stored together with others. In this time two worker
# processes extract about 25 pages. The maximum is higher, so that the workers never have to wait.
MOST_AT_ONCE = 64
# How many seconds a batch waits for further pages if it is not full. LOOK_UP_S is for a batch of
# articles whose copies are searched for, STORE_S for a batch of pages whose results are stored.
LOOK_UP_S, STORE_S = 0.1, 0.3


class Reader(Protocol):
    """Extracts the article of a page, like newsbot.crawling.page_reading.PageReading."""

    async def read(self, page: FetchedPage) -> Article | Rejection:
        """The article on a page, or a Rejection with the reason why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An archived page that was extracted again, and the result of the extraction."""

    stored: Stored
    found: Article | Rejection | NotInArchive
    """What was extracted; a NotInArchive if the page could not be read from the archive."""
    outcome: Outcome | None = None
    """What changed in the database when `found` was stored, e.g. the article got a new text. None
    if `found` was not stored."""


class Storing:
    """Stores articles and rejections in batches.

    Before an article is stored, the database is searched for other articles of which it is a copy.

    Args:
        look_up: searches for the originals of a batch of articles, in case they are copies.
        store: stores a batch, and returns one outcome for each item.
    """

    def __init__(
        self,
        look_up: Callable[[Sequence[Article]], list[FingerprintedArticle]],
        store: Callable[[Sequence[Item]], Sequence[Outcome]],
    ) -> None:
        self._look_ups: Batches[Article, FingerprintedArticle] = Batches(
            lambda articles: with_retries(partial(look_up, articles)), gather_s=LOOK_UP_S
        )
        self._stores: Batches[Item, Outcome] = Batches(
            lambda items: with_retries(partial(store, items)), gather_s=STORE_S
        )

    async def store(self, found: Article | Rejection) -> Outcome:
        """Stores an article or rejection, and returns what became of it, e.g. a new article.

        Raises:
            DatabaseError: the database failed for good.
        """
        item: Item | Article = found
        try:
            item = found if isinstance(found, Rejection) else await self._look_ups.submit(found)
            return await self._stores.submit(item)
        except RowRefused as error:
            return await self._stores.submit(not_storable(item, error))


async def read_again(
    groups: Iterable[Sequence[Stored]], pages: KeptPages, reader: Reader, storing: Storing | None
) -> AsyncGenerator[Read, None]:
    """Extracts pages of the archive again, and yields each when it is done.

    Pages of the same article, or with the same URL, are extracted one after the other, in the order
    in which `groups` has them. If `storing` is None, nothing is stored.

    Raises:
        DatabaseError: the database failed for good.
    """

    async def work(stored: Stored) -> Read:
        try:
            page = await pages.page(stored)
        except NotInArchive as error:
            return Read(stored=stored, found=error)
        found = await reader.read(page)
        outcome = None if storing is None else await storing.store(found)
        return Read(stored=stored, found=found, outcome=outcome)

    iterator = iter(groups)
    running: set[asyncio.Task[Read]] = set()
    last: dict[int | str, asyncio.Task[Read]] = {}
    try:
        while group := await asyncio.to_thread(next, iterator, ()):
            for stored in group:
                keys = [key for key in (stored.page.requested_url, stored.article_id) if key]
                before = [last[key] for key in keys if key in last]
                task = asyncio.create_task(_after(before, partial(work, stored)))
                running.add(task)
                last |= dict.fromkeys(keys, task)
                if len(running) >= MOST_AT_ONCE:
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for each in done:
                        yield each.result()
            last = {key: task for key, task in last.items() if not task.done()}
        while running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                yield each.result()
    finally:
        for task in running:
            task.cancel()


async def _after(before: Sequence[asyncio.Task[Read]], work: Callable[[], Awaitable[Read]]) -> Read:
    if before:
        await asyncio.wait(before)
    return await work()
