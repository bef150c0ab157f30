"""What each article of a batch is: new, a copy, a revision or unchanged. Runs under the lock."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from newsbot.dedup import PARAMETERS, Text
from newsbot.dedup.precedence import Printing
from newsbot.items import Copy, FingerprintedArticle, Match, New, Revised, Unchanged
from newsbot.storage.candidates import as_query, find_matches, newest_version
from newsbot.storage.groups import Groups
from newsbot.storage.known import Known, KnownArticles
from newsbot.storage.matches import best, exact_match, match_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An article, what it is, and the keys of the rows that say so."""

    item: FingerprintedArticle
    outcome: New | Copy | Revised | Unchanged
    text_sha256: bytes
    version_id: int | None = None
    """The version to write; None where nothing changed."""
    is_current: bool = True
    """False for a text fetched before the one that is stored, as archives give it."""


class Decider:
    """Decides the articles of one batch in order, each knowing those before it."""

    def __init__(self, connection: Connection, items: Sequence[FingerprintedArticle]) -> None:
        self._connection = connection
        self._items = items
        self._known = KnownArticles(connection, [item.article for item in items])
        self._groups = Groups(connection)
        self._newest = newest_version(connection)
        self._article_ids = _take_ids(connection, "articles", len(items))
        self._version_ids = _take_ids(connection, "versions", len(items))
        self._in_batch: list[tuple[int, FingerprintedArticle]] = []
        self._texts: dict[int, Text] = {}

    def decide_all(self) -> list[Decided]:
        """One decision an article, in the order given."""
        later = self._look_again()
        matches = (*(item.match for item in self._items), *later)
        self._groups.read(match.article_id for match in matches if match is not None)
        return [self._decide(item, match) for item, match in zip(self._items, later, strict=True)]

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
        text_hash = _text_sha256(item)
        if known is None:
            return self._add(item, text_hash, later)
        if text_hash in known.texts:
            outcome = Unchanged(article_id=known.article_id)
            return Decided(item=item, outcome=outcome, text_sha256=text_hash)
        return self._revise(known, item, text_hash)

    def _add(self, item: FingerprintedArticle, text_hash: bytes, later: Match | None) -> Decided:
        # Three looks: before the lock, at what was committed since, at this batch.
        match = best([item.match, later, *self._matches_in_batch(item)])
        outcome = self._groups.place(next(self._article_ids), Printing.of(item.article), match)
        known = Known(
            article_id=outcome.article_id,
            versions=1,
            current_since=item.article.fetched_at,
            texts={text_hash},
        )
        self._known.add(item.article, known)
        self._in_batch.append((outcome.article_id, item))
        return Decided(
            item=item,
            outcome=outcome,
            text_sha256=text_hash,
            version_id=next(self._version_ids),
        )

    def _revise(self, known: Known, item: FingerprintedArticle, text_hash: bytes) -> Decided:
        is_current = item.article.fetched_at >= known.current_since
        known.versions += 1
        known.texts.add(text_hash)
        known.current_since = max(known.current_since, item.article.fetched_at)
        self._known.add(item.article, known)
        self._in_batch.append((known.article_id, item))
        return Decided(
            item=item,
            outcome=Revised(article_id=known.article_id, version=known.versions),
            text_sha256=text_hash,
            version_id=next(self._version_ids),
            is_current=is_current,
        )

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


def _text_sha256(item: FingerprintedArticle) -> bytes:
    return hashlib.sha256(f"{item.article.title}\n\n{item.article.body}".encode()).digest()


_NEXT_IDS = text("""
    SELECT nextval(pg_get_serial_sequence('newsbot.' || :table, 'id'))
    FROM generate_series(1, :count)
""")


def _take_ids(connection: Connection, table: str, most: int) -> Iterator[int]:
    """Up to `most` ids in ascending order, taken when the first is asked for.

    Taken under the lock they rise in the order of commits; what is left over is never used.
    """
    yield from connection.execute(_NEXT_IDS, {"table": table, "count": most}).scalars().all()
