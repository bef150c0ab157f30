"""Decides what the pages of several waves are, as if each wave were stored before the next one.

Nothing is stored meanwhile, and no lock is held. A page depends on earlier pages of the group in
three ways: by copies (see `newsbot.storage.copies.pending`), by what recurs on its site, and by its
URLs. The first two are kept in memory. A wave with a page that has a URL or an article number of an
earlier page, or of the stored article to which an earlier page belongs, does not come into the
group.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from newsbot.dedup.text import text_of
from newsbot.items import (
    Article,
    Copy,
    Fingerprint,
    FingerprintedArticle,
    New,
    Outcome,
    Rejected,
    Rejection,
)
from newsbot.storage.articles.blocks.site_blocks import kept_keys
from newsbot.storage.articles.blocks.site_windows import SiteWindows
from newsbot.storage.articles.blocks.window import StoredBlocks
from newsbot.storage.articles.decided import Decided
from newsbot.storage.articles.decisions import Decider
from newsbot.storage.articles.loading.facts import Facts
from newsbot.storage.articles.loading.keys import Key, keys_of_page, keys_of_stored
from newsbot.storage.articles.loading.reprints import Reprints
from newsbot.storage.articles.refused import Item, Refused, refuse_forgotten
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.copies.groups import Groups
from newsbot.storage.copies.pending import Pending
from newsbot.storage.copies.sketch_days import sketch_day
from newsbot.storage.versions.neighbours import Known
from newsbot.urls import url_key

MOST_CHARACTERS = 20_000_000
"""No further wave comes into a group whose texts have so many characters, several times as many as
the texts of 1 000 usual pages. In memory, a text takes some ten times its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedWave:
    """A wave, and what was decided about its pages."""

    items: Sequence[Item]
    decided: Sequence[Decided]
    articles: Sequence[Known]
    """The articles to which the pages belong, as changed by the wave."""
    rejections: Sequence[Rejection]
    """The rejections that are stored."""
    outcomes: Sequence[Outcome]


@dataclass(slots=True)
class Ids:
    """The ids that new rows will have, if nobody else stores anything before."""

    first: int
    next: int

    def take(self, count: int) -> Iterator[int]:
        """Yields ids without end, `count` of which are taken at a time, as `take_ids` does."""
        while True:
            start, self.next = self.next, self.next + max(count, 1)
            yield from range(start, self.next)

    @property
    def count(self) -> int:
        """How many ids are taken."""
        return self.next - self.first


class PageGroup:
    """Waves of pages that will be stored together. One thread at a time may use it.

    Args:
        engine: the database.
        windows: the blocks of stored articles. Those of the group are added.
    """

    def __init__(self, engine: Engine, windows: SiteWindows) -> None:
        self._engine = engine
        self._windows = windows
        with engine.connect() as connection:
            self.facts = Facts.read(connection)
            self._groups = Groups(connection)
        start = self.facts.start
        self.article_ids = Ids(start.article_id + 1, start.article_id + 1)
        self.version_ids = Ids(start.version_id + 1, start.version_id + 1)
        self.waves: list[JudgedWave] = []
        self.url_keys: set[bytes] = set()
        """The keys of all URLs of the pages."""
        self.read_ids: set[int] = set()
        """The ids of stored articles to which pages belong, or of whose texts they are copies."""
        self.is_over = False
        """Whether no further wave may come into the group."""
        self._characters = 0
        self._keys: set[Key] = set()
        self._of_urls: dict[tuple[object, ...], frozenset[Key]] = {}
        self._pending = Pending(groups=self._groups)
        self._reprints = Reprints()

    @property
    def pages(self) -> int:
        """The number of pages in the group."""
        return sum(len(wave.items) for wave in self.waves)

    def is_related(self, pages: Sequence[Article | Rejection]) -> bool:
        """Whether one of `pages` has a key of a page of the group, or of such a page's article."""
        return any(not self._keys.isdisjoint(self._keys_of(page)) for page in pages)

    def _is_stored_id(self, article_id: int) -> bool:
        return article_id < self.article_ids.first

    def _keys_of(self, page: Article | Rejection) -> frozenset[Key]:
        twins = page.twin_urls if isinstance(page, Article) else None
        canonical = page.canonical_url if isinstance(page, Article) else None
        urls = page.url, page.requested_url, canonical, twins
        if urls not in self._of_urls:
            self._of_urls[urls] = keys_of_page(page)
        return self._of_urls[urls]

    def look_up(
        self, articles: Sequence[Article], known: Mapping[str, Fingerprint]
    ) -> list[FingerprintedArticle]:
        """Finds the article that each of `articles` is a copy of, stored or in the group."""
        return look_up(self._engine, articles, known, self._pending)

    def add(self, items: Sequence[Item]) -> bool:
        """Decides about the pages of a wave; returns whether they are in the group now."""
        pages = [_page(item) for item in items]
        if self.is_related(pages):
            self.is_over = True
            return False
        with self._reading() as connection:
            wave = self._judge(connection, items)
            stored = {each.article_id for each in wave.articles if _is_stored(each)}
            keys = {key for page in pages for key in self._keys_of(page)}
            urls = {key for key in keys if isinstance(key, bytes)}
            read = stored.union(filter(self._is_stored_id, map(_original, wave.decided)))
            self.facts.add(connection, read, urls)
            # Which originals they have: later pages may be copies of their new versions.
            self._groups.read(stored)
            keys |= keys_of_stored(connection, stored)
            reprints = self._reprints.add(connection, wave.decided)
        self.read_ids |= read
        self._keys |= keys
        self.url_keys |= urls
        self.waves.append(wave)
        self._remember(wave, reprints)
        return True

    def _judge(self, connection: Connection, items: Sequence[Item]) -> JudgedWave:
        refused = {id(each.item): each for each in refuse_forgotten(connection, items)}
        kept = [each for each in items if id(each) not in refused]
        found = [each for each in kept if isinstance(each, FingerprintedArticle)]
        self._groups.connection = connection
        ids = self.article_ids.take(len(found)), self.version_ids.take(len(found))
        decider = Decider(connection, found, ids=ids, groups=self._groups)
        decided = decider.decide_all()
        by_item = {id(item): each.outcome for item, each in zip(found, decided, strict=True)}
        rejections = [each for each in kept if isinstance(each, Rejection)]
        rejections += [each.rejection for each in refused.values() if each.is_written]
        return JudgedWave(
            items=items,
            decided=decided,
            articles=decider.articles,
            rejections=rejections,
            outcomes=[_outcome(each, by_item, refused) for each in items],
        )

    def _remember(self, wave: JudgedWave, reprints: set[int]) -> None:
        """Makes known to the next waves what this one has decided."""
        versions = sorted(
            (
                (version, article.article_id)
                for article in wave.articles
                for version in article.timeline.with_rows
            ),
            key=lambda pair: pair[0].id,
        )
        for version, article_id in versions:
            self._pending.times[version.id] = version.first, version.last
            if version.is_amended and version.number == 1:
                self._groups.amend(article_id, version.columns)
            if version.stored is None and version.item is not None:
                item = version.item
                self._pending.add(version.id, article_id, text_of(item.article), item.fingerprint)
        for each in wave.decided:
            article = each.item.article
            if isinstance(each.outcome, New | Copy) and article.block_keys:
                article_id = each.outcome.article_id
                blocks = StoredBlocks(
                    fetched_at=article.fetched_at,
                    article_id=article_id,
                    url_key=url_key(article.url),
                    keys=array("q", kept_keys(article)),
                    is_reprint=article_id in reprints,
                )
                self._windows.add(article.site, blocks)
        self._characters += sum(len(each.item.article.body) for each in wave.decided)
        self.is_over |= self._characters >= MOST_CHARACTERS
        self.is_over |= any(map(_changes_more, wave.articles))
        if any(each.former_key is not None for each in wave.decided):
            self._windows.clear()  # they have the former URLs and sites of articles
            self.is_over = True

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that sees the database as it is at one moment."""
        options = {"isolation_level": "REPEATABLE READ"}
        with self._engine.connect().execution_options(**options) as connection:
            yield connection


def _page(item: Item) -> Article | Rejection:
    page = item.article if isinstance(item, FingerprintedArticle) else item
    if not isinstance(page, Article | Rejection):
        raise TypeError(f"{page.url} is no page of an archive")
    return page


def _is_stored(article: Known) -> bool:
    return any(version.stored is not None for version in article.timeline.with_rows)


def _original(each: Decided) -> int:
    """The id of the article that the page's article is a copy of, or becomes the original of."""
    outcome = each.outcome
    if isinstance(outcome, Copy):
        return outcome.original
    takes_over = outcome.takes_over if isinstance(outcome, New) else None
    return outcome.article_id if takes_over is None else takes_over.article_id


def _changes_more(article: Known) -> bool:
    """Whether the wave changes rows of an article's stored versions that later waves would read.

    Metadata do not count, nor do times of fetching if the day of the first one stays.
    """
    return bool(article.timeline.void) or any(
        (version.stored is None and version.item is None)
        or version.columns["held"]
        or (
            version.stored is not None
            and sketch_day(version.stored.first) != sketch_day(version.first)
        )
        for version in article.timeline.with_rows
    )


def _outcome(item: Item, decided: Mapping[int, Outcome], refused: Mapping[int, Refused]) -> Outcome:
    if id(item) in refused:
        return Rejected(rejection=refused[id(item)].rejection)
    if isinstance(item, Rejection):
        return Rejected(rejection=item)
    return decided[id(item)]
