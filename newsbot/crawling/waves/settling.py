"""Settles waves of pages of an archive: reads again what may turn, finds copies, stores.

A wave is a group of pages that follow each other in an archive. The waves are settled one after the
other, each in one transaction. So what is stored depends only on the order of the pages, and not on
how fast the worker processes are. After a crash, a wave is in the database as a whole or not at
all.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from newsbot.crawling.page_reading import PageReading, not_storable
from newsbot.crawling.waves.first import FirstRead
from newsbot.errors import RowRefused
from newsbot.extraction.page.boilerplate import may_turn, with_recurring_lines
from newsbot.items import (
    Article,
    FetchedPage,
    Fingerprint,
    FingerprintedArticle,
    Outcome,
    Rejection,
    SiteBlocks,
)
from newsbot.storage.connection.retry import with_retries

if TYPE_CHECKING:
    from newsbot.storage.articles.refused import Item
    from newsbot.storage.articles.storing import Note

PageOf = Callable[[FirstRead], Awaitable[FetchedPage]]
"""A function that fetches a page once more from its archive."""
ReadKnown = Callable[[Sequence[FirstRead]], list[SiteBlocks | Rejection]]
"""A function that tells how often the blocks of each page occur in stored articles of its site.

If a page was rejected when the same archive was read before, the result is its Rejection. It is
`newsbot.storage.articles.blocks.known_pages.KnownPages.read`.
"""
LookUp = Callable[[Sequence[Article], Mapping[str, Fingerprint]], list[FingerprintedArticle]]
"""A function that looks for the stored articles of which some articles are copies.

The second argument has fingerprints that are known already, by the body of the article.
"""


class Store(Protocol):
    """A function that stores items in one transaction; a trial only finds out if that works."""

    def __call__(self, items: Sequence["Item"], *, is_trial: bool = False) -> Sequence[Outcome]:
        """Stores `items`, and returns the outcome of each."""


class NotingStore(Protocol):
    """A Store that also writes in the transaction that the items are stored."""

    def __call__(
        self, items: Sequence["Item"], *, is_trial: bool = False, note: "Note | None" = None
    ) -> Sequence[Outcome]:
        """Stores `items`, and returns the outcome of each. `note` is not called in a trial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """Settles the waves of an archive. Only one wave at a time may be settled."""

    reading: PageReading
    read_known: ReadKnown
    look_up: LookUp
    store: NotingStore

    async def settle(
        self, wave: Sequence[FirstRead], page_of: PageOf, note: "Note | None" = None
    ) -> list[Outcome]:
        """Stores the pages of a wave, and returns what became of each, in the order of `wave`.

        Args:
            wave: the pages, in the order of the archive. The wave before it must be settled.
            page_of: fetches a page once more, to extract it again.
            note: is called in the transaction that stores the wave.

        Raises:
            DatabaseError: the database failed for good. Nothing of the wave is stored.
        """
        read = await read_settled(self.reading, self.read_known, wave, page_of)
        prints = known_fingerprints(wave)
        items = await asyncio.to_thread(look_up_wave, self.look_up, read, prints)
        return await asyncio.to_thread(store_wave, partial(self.store, note=note), items)


async def read_settled(
    reading: PageReading, read_known: ReadKnown, wave: Sequence[FirstRead], page_of: PageOf
) -> list[Article | Rejection]:
    """What is on the pages of a wave, now that the waves before it are stored.

    Only those pages are read again of which the result may change.
    """
    known = await asyncio.to_thread(with_retries, partial(read_known, wave))

    async def read(first: FirstRead, site: SiteBlocks | Rejection) -> Article | Rejection:
        if isinstance(site, Rejection):
            return site
        if not may_turn(first.asked, site):
            found = first.result
            return found if isinstance(found, Rejection) else with_recurring_lines(found, site)
        reading.counting.inc_value("newsbot/extracted_again")
        page = await page_of(first)
        found = await reading.read_with(page, site, is_counted=False)
        return replace(found, archived=first.result.archived)

    return list(await asyncio.gather(*map(read, wave, known)))


def known_fingerprints(wave: Sequence[FirstRead]) -> dict[str, Fingerprint]:
    """The fingerprints of bodies that were computed at the first reading of the pages, by body."""
    return {
        each.result.body: each.fingerprint
        for each in wave
        if isinstance(each.result, Article) and each.fingerprint is not None
    }


def look_up_wave(
    look_up: LookUp, read: Sequence[Article | Rejection], fingerprints: Mapping[str, Fingerprint]
) -> list["Item"]:
    """Makes a FingerprintedArticle of each Article in `read`; the rejections stay as they are.

    `fingerprints` has those that are known, by the body of the article. An article that the
    database refuses becomes a Rejection. The function blocks.

    Raises:
        DatabaseError: the database failed for good.
    """

    def ask(articles: Sequence[Article]) -> list[FingerprintedArticle]:
        return with_retries(partial(look_up, articles, fingerprints)) if articles else []

    def ask_alone(article: Article) -> "Item":
        try:
            return ask([article])[0]
        except RowRefused as error:
            return not_storable(article, error)

    articles = [each for each in read if isinstance(each, Article)]
    try:
        found: Iterator[Item] = iter(ask(articles))
    except RowRefused:
        found = iter(list(map(ask_alone, articles)))
    return [next(found) if isinstance(each, Article) else each for each in read]


def store_wave(store: Store, items: Sequence["Item"]) -> list[Outcome]:
    """Stores the items of a wave in one transaction, and returns the outcome of each.

    An item that the database refuses is stored as a Rejection. The function blocks.

    Raises:
        DatabaseError: the database failed for good. Nothing is stored.
    """
    try:
        return list(with_retries(partial(store, items)))
    except RowRefused:
        return list(with_retries(partial(store, [_accepted(store, each) for each in items])))


def _accepted(store: Store, item: "Item") -> "Item":
    """The item, or a Rejection in its place if the database refuses it."""
    try:
        with_retries(partial(store, [item], is_trial=True))
    except RowRefused as error:
        return not_storable(item, error)
    return item
