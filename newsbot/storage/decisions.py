"""What each article of a batch is: new, a copy, a revision or unchanged. Runs under the lock."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from newsbot.dedup import shingles
from newsbot.items import Copy, Fingerprint, FingerprintedArticle, Match, New, Revised, Unchanged
from newsbot.storage import models
from newsbot.storage.candidates import (
    MIN_SHARED_HASHES,
    WINDOW,
    Query,
    best,
    exact_match,
    find_originals,
    match_texts,
    newest_version,
)
from newsbot.urls import url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An article, what it is, and the keys of the rows that say so."""

    item: FingerprintedArticle
    outcome: New | Copy | Revised | Unchanged
    url_key: bytes
    text_sha256: bytes
    version_id: int | None = None
    """The version to write; None where nothing changed."""
    is_current: bool = True
    """False for a text fetched before the one that is stored, as archives give it."""


@dataclass(slots=True, kw_only=True)
class _Known:
    """An article as it stands so far, this batch included."""

    article_id: int
    original: int
    versions: int
    current_since: datetime
    texts: set[bytes] = field(default_factory=set)


class Decider:
    """Decides the articles of one batch in order, each knowing those before it."""

    def __init__(self, connection: Connection, items: Sequence[FingerprintedArticle]) -> None:
        self._connection = connection
        self._items = items
        self._keys = [url_key(item.article.url) for item in items]
        self._texts = [_text_sha256(item) for item in items]
        self._known = _read_known(connection, self._keys)
        self._newest = newest_version(connection)
        self._article_ids = _take_ids(connection, "articles", self._count_new_articles())
        self._version_ids = _take_ids(connection, "versions", self._count_new_versions())
        self._in_batch: list[tuple[int, FingerprintedArticle]] = []

    def decide_all(self) -> list[Decided]:
        """One decision an article, in the order given."""
        later = self._look_again()
        each = zip(self._items, self._keys, self._texts, later, strict=True)
        return [self._decide(item, key, text_hash, match) for item, key, text_hash, match in each]

    def _look_again(self) -> list[Match | None]:
        """For each article the match among what was committed since it was looked up."""
        queries = {
            number: Query(
                fingerprint=item.fingerprint,
                body=item.article.body,
                fetched_at=item.article.fetched_at,
                horizon=item.horizon,
            )
            for number, (item, key) in enumerate(zip(self._items, self._keys, strict=True))
            if key not in self._known and item.horizon < self._newest
        }
        matches = find_originals(self._connection, list(queries.values())) if queries else []
        found = dict(zip(queries, matches, strict=True))
        return [found.get(number) for number in range(len(self._items))]

    def _decide(
        self, item: FingerprintedArticle, key: bytes, text_hash: bytes, later: Match | None
    ) -> Decided:
        known = self._known.get(key)
        if known is None:
            return self._add(item, key, text_hash, later)
        if text_hash in known.texts:
            unchanged = Unchanged(article_id=known.article_id)
            return Decided(item=item, outcome=unchanged, url_key=key, text_sha256=text_hash)
        return self._revise(known, item, key, text_hash)

    def _add(
        self, item: FingerprintedArticle, key: bytes, text_hash: bytes, later: Match | None
    ) -> Decided:
        article_id = next(self._article_ids)
        # Three looks: before the lock, at what was committed since, at this batch.
        match = best([item.match, later, *self._matches_in_batch(item)])
        original = article_id if match is None else match.article_id
        self._known[key] = _Known(
            article_id=article_id,
            original=original,
            versions=1,
            current_since=item.article.fetched_at,
            texts={text_hash},
        )
        self._in_batch.append((original, item))
        return Decided(
            item=item,
            outcome=New(article_id=article_id)
            if match is None
            else Copy(article_id=article_id, match=match),
            url_key=key,
            text_sha256=text_hash,
            version_id=next(self._version_ids),
        )

    def _revise(
        self, known: _Known, item: FingerprintedArticle, key: bytes, text_hash: bytes
    ) -> Decided:
        is_current = item.article.fetched_at >= known.current_since
        known.versions += 1
        known.texts.add(text_hash)
        known.current_since = max(known.current_since, item.article.fetched_at)
        self._in_batch.append((known.original, item))
        return Decided(
            item=item,
            outcome=Revised(article_id=known.article_id, version=known.versions),
            url_key=key,
            text_sha256=text_hash,
            version_id=next(self._version_ids),
            is_current=is_current,
        )

    def _matches_in_batch(self, item: FingerprintedArticle) -> Iterator[Match | None]:
        for original, earlier in self._in_batch:
            if earlier.fingerprint.content_sha256 == item.fingerprint.content_sha256:
                yield exact_match(original)
            elif _may_be_copies(item, earlier):
                yield match_texts(
                    shingles(item.article.body), shingles(earlier.article.body), original
                )

    def _count_new_articles(self) -> int:
        return len(set(self._keys) - self._known.keys())

    def _count_new_versions(self) -> int:
        texts = set(zip(self._keys, self._texts, strict=True))
        return sum(
            key not in self._known or sha not in self._known[key].texts for key, sha in texts
        )


def _may_be_copies(one: FingerprintedArticle, other: FingerprintedArticle) -> bool:
    """The look-up's two conditions: enough shared hashes, within the window."""
    apart = abs(one.article.fetched_at - other.article.fetched_at)
    return apart <= WINDOW and _shared(one.fingerprint, other.fingerprint) >= MIN_SHARED_HASHES


def _shared(one: Fingerprint, other: Fingerprint) -> int:
    return len(set(one.sketch).intersection(other.sketch))


def _text_sha256(item: FingerprintedArticle) -> bytes:
    return hashlib.sha256(f"{item.article.title}\n\n{item.article.body}".encode()).digest()


def _read_known(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, _Known]:
    articles, versions = models.articles, models.versions
    statement = (
        select(
            articles.c.url_key,
            articles.c.id,
            func.coalesce(articles.c.copy_of, articles.c.id).label("original"),
            func.max(versions.c.number).label("versions"),
            func.max(versions.c.fetched_at).label("current_since"),
            func.array_agg(versions.c.text_sha256).label("texts"),
        )
        .join(versions, versions.c.article_id == articles.c.id)
        .where(articles.c.url_key.in_(set(keys)))
        .group_by(articles.c.id)
    )
    return {
        row.url_key: _Known(
            article_id=row.id,
            original=row.original,
            versions=row.versions,
            current_since=row.current_since,
            texts=set(row.texts),
        )
        for row in connection.execute(statement)
    }


_NEXT_IDS = text("""
    SELECT nextval(pg_get_serial_sequence('newsbot.' || :table, 'id'))
    FROM generate_series(1, :count)
""")


def _take_ids(connection: Connection, table: str, count: int) -> Iterator[int]:
    """Ids in ascending order; taken under the lock they rise in the order of commits."""
    if not count:
        return iter(())
    return iter(connection.execute(_NEXT_IDS, {"table": table, "count": count}).scalars().all())
