"""What each article of a batch is: new, a copy, a revision or unchanged. Runs under the lock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.precedence import Provenance
from newsbot.dedup.text import Text
from newsbot.items import Amended, Copy, FingerprintedArticle, Match, New, Revised, Unchanged
from newsbot.storage.articles.known import KnownArticles
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.copies.candidates import as_query, find_matches, newest_version
from newsbot.storage.copies.groups import Groups
from newsbot.storage.copies.matches import best, exact_match, match_texts
from newsbot.storage.versions.amending import COMPARED, Amendment, amend, as_version, complete
from newsbot.storage.versions.neighbours import Known
from newsbot.storage.versions.timeline import Timeline, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An article, what it is, and the keys of the rows that say so."""

    item: FingerprintedArticle
    outcome: New | Copy | Revised | Amended | Unchanged
    amendment: Amendment | None = None
    """What to tell readers of other metadata."""


class Decider:
    """Decides the articles of one batch in order, each knowing those before it."""

    def __init__(self, connection: Connection, items: Sequence[FingerprintedArticle]) -> None:
        self._connection = connection
        now = connection.execute(select(NOW)).scalar_one()
        self._items = [_not_after(now, item) for item in items]
        self._known = KnownArticles(connection, [item.article for item in self._items], now)
        self._groups = Groups(connection)
        self._newest = newest_version(connection)
        self._article_ids = _take_ids(connection, "articles", len(items))
        self._version_ids = _take_ids(connection, "versions", len(items))
        self._articles: dict[int, Known] = {}
        self._retitled: set[int] = set()
        self._in_batch: list[tuple[int, FingerprintedArticle]] = []
        self._texts: dict[int, Text] = {}

    def decide_all(self) -> list[Decided]:
        """One decision an article, in the order given."""
        later = self._look_again()
        matches = (*(item.match for item in self._items), *later)
        self._groups.read(match.article_id for match in matches if match is not None)
        return [self._decide(item, match) for item, match in zip(self._items, later, strict=True)]

    @property
    def articles(self) -> list[Known]:
        """The articles of the batch, as they are after it."""
        return list(self._articles.values())

    def _look_again(self) -> list[Match | None]:
        """For each article the match among what was committed since it was looked up."""
        queries = {
            number: as_query(item.article, self._text(item), item.fingerprint, item.horizon)
            for number, item in enumerate(self._items)
            if item.horizon < self._newest and self._known.find(item.article) is None
        }
        matches = find_matches(self._connection, list(queries.values())) if queries else []
        found = dict(zip(queries, matches, strict=True))
        return [found.get(number) for number in range(len(self._items))]

    def _decide(self, item: FingerprintedArticle, later: Match | None) -> Decided:
        known = self._known.find(item.article)
        if known is None:
            return self._add(item, later)
        self._articles[known.article_id] = known
        page = as_version(item)
        has_same_body = partial(self._known.has_body, page=page)
        placed = known.timeline.place(page, has_same_body)
        if placed.further:
            return self._revise(known, item, placed.further)
        is_read = placed.is_news or not placed.version.is_of_extractor(page)
        amendment = None
        if is_read and not page.columns["is_partial"]:
            amendment = self._amend(placed.version, page)
        outcome = (Unchanged if amendment is None else Amended)(article_id=known.article_id)
        return Decided(item=item, outcome=outcome, amendment=amendment)

    def _add(self, item: FingerprintedArticle, later: Match | None) -> Decided:
        # Three looks: before the lock, at what was committed since, at this batch.
        match = best([item.match, later, *self._matches_in_batch(item)])
        outcome = self._groups.place(next(self._article_ids), Provenance.of(item.article), match)
        version = as_version(item)
        version.id, version.number, version.is_current = next(self._version_ids), 1, True
        known = Known(article_id=outcome.article_id, newest_number=1, timeline=Timeline([version]))
        self._articles[known.article_id] = known
        self._known.add(item.article, known)
        self._in_batch.append((outcome.article_id, item))
        return Decided(item=item, outcome=outcome)

    def _revise(
        self, known: Known, item: FingerprintedArticle, further: Sequence[Version]
    ) -> Decided:
        outcome = Revised(article_id=known.article_id, version=known.newest_number + 1)
        for version in further:
            known.newest_number += 1
            version.id, version.number = next(self._version_ids), known.newest_number
        self._known.add(item.article, known)
        self._in_batch.append((known.article_id, item))
        return Decided(item=item, outcome=outcome)

    def _amend(self, version: Version, page: Version) -> Amendment | None:
        if version.last == page.first:
            return amend(version, page, self._compared(version, page))
        return complete(version, page)

    def _compared(self, version: Version, page: Version) -> tuple[str, ...]:
        """What readers are told of: of a headline that changes and changes only once a version."""
        if version.columns["title"] == page.columns["title"] or version.id in self._retitled:
            return COMPARED
        self._retitled.add(version.id)
        return COMPARED if self._known.is_retitled(version) else ("title", *COMPARED)

    def _matches_in_batch(self, item: FingerprintedArticle) -> Iterator[Match | None]:
        for article_id, earlier in self._in_batch:
            if earlier.fingerprint.content_sha256 == item.fingerprint.content_sha256:
                yield exact_match(article_id)
            elif _may_be_copies(item, earlier):
                yield match_texts(self._text(item), self._text(earlier), article_id)

    def _text(self, item: FingerprintedArticle) -> Text:
        """Made once: of a batch with a hot line each text is compared with all before it."""
        if id(item) not in self._texts:
            self._texts[id(item)] = Text(item.article.body, item.article.recurring_lines)
        return self._texts[id(item)]


def _may_be_copies(one: FingerprintedArticle, other: FingerprintedArticle) -> bool:
    """The look-up's two conditions: enough shared hashes, within the window."""
    apart = abs(one.article.fetched_at - other.article.fetched_at)
    shared = len(set(one.fingerprint.sketch).intersection(other.fingerprint.sketch))
    return apart <= PARAMETERS.window and shared >= PARAMETERS.min_shared_hashes


def _not_after(now: datetime, item: FingerprintedArticle) -> FingerprintedArticle:
    """The item, fetched now if its time lies ahead: an archive's clock may have been wrong."""
    if item.article.fetched_at <= now:
        return item
    return replace(item, article=replace(item.article, fetched_at=now))


_NEXT_IDS = text("""
    SELECT nextval(pg_get_serial_sequence('newsbot.' || :table, 'id'))
    FROM generate_series(1, :count)
""")


def _take_ids(connection: Connection, table: str, count: int) -> Iterator[int]:
    """Ids in ascending order, `count` of them taken whenever there is none left.

    Taken under the lock they rise in the order of commits; what is left over is never used.
    """
    while True:
        parameters = {"table": table, "count": count}
        yield from connection.execute(_NEXT_IDS, parameters).scalars().all()
