"""Renews the stored values by which `scrapy dedup` and crawls find copies of a text.

These values are a hash of the text, its sketch (a few hashes of its parts), and the article number
in the URL. The stored number of words is renewed too. Most texts have all of them: a text lacks
some if an older release of newsbot stored it, or if its sketch was dropped with those of its day.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from newsbot.article_numbers import article_number
from newsbot.items import Fingerprint
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.copies.sketches import VersionSketch, are_stored, write_missing_sketches
from newsbot.storage.rewriting.redecide.batches import StoredText

# A version may have been deleted since it was read. Or it may have moved to another day, since an
# archive showed that the text was there earlier.
_MOMENTS = text("""
    SELECT id, fetched_at FROM newsbot.versions WHERE id = ANY (CAST(:version_ids AS bigint[]))
""")
_WRITE_WORDS = text("""
    UPDATE newsbot.versions AS v
    SET content_sha256 = own.content_sha256, word_count = own.word_count
    FROM unnest(
        CAST(:ids AS bigint[]), CAST(:hashes AS bytea[]), CAST(:counts AS integer[])
    ) AS own (id, content_sha256, word_count)
    WHERE v.id = own.id
""")
_WRITE_NUMBERS = text("""
    UPDATE newsbot.articles AS a SET article_number = own.number
    FROM unnest(CAST(:ids AS bigint[]), CAST(:urls AS text[]), CAST(:numbers AS text[]))
        AS own (id, url, number)
    WHERE a.id = own.id AND a.url = own.url
""")


def index(engine: Engine, texts: Sequence[StoredText]) -> None:
    """Stores what is missing of the values by which copies of the texts are found.

    The storing lock is taken only if anything is missing.
    """
    found = [(row, its.fingerprint) for row, its in texts]
    outdated = [(row, own) for row, own in found if _is_outdated(row, own)]
    numbers = [
        (row, number)
        for row, _ in found
        if not row.has_number and (number := article_number(row.url)) is not None
    ]
    sketches = [
        VersionSketch(version_id=row.id, fetched_at=row.fetched_at, sketch=own.sketch)
        for row, own in found
    ]
    with engine.connect() as connection:
        is_complete = are_stored(connection, sketches)
    if outdated or numbers or not is_complete:
        with engine.begin() as connection:
            take_storing_lock(connection)
            _write_words(connection, outdated)
            _write_numbers(connection, numbers)
            write_missing_sketches(connection, _still_stored(connection, sketches))


def _is_outdated(row: Row[Any], own: Fingerprint) -> bool:
    return (row.content_sha256, row.word_count) != (own.content_sha256, own.word_count)


def _write_words(connection: Connection, found: Sequence[tuple[Row[Any], Fingerprint]]) -> None:
    if found:
        own = {
            "ids": [row.id for row, _ in found],
            "hashes": [own.content_sha256 for _, own in found],
            "counts": [own.word_count for _, own in found],
        }
        connection.execute(_WRITE_WORDS, own)


def _write_numbers(connection: Connection, found: Sequence[tuple[Row[Any], str]]) -> None:
    """Stores the numbers by which publishers identify articles in their URLs."""
    if found:
        own = {
            "ids": [row.article_id for row, _ in found],
            "urls": [row.url for row, _ in found],
            "numbers": [number for _, number in found],
        }
        connection.execute(_WRITE_NUMBERS, own)


def _still_stored(connection: Connection, sketches: Sequence[VersionSketch]) -> list[VersionSketch]:
    """The sketches of versions that are still there, with the moments at which they are now."""
    ids = [each.version_id for each in sketches]
    rows = connection.execute(_MOMENTS, {"version_ids": ids})
    moments = {row.id: row.fetched_at for row in rows}
    return [
        VersionSketch(
            version_id=each.version_id,
            fetched_at=moments[each.version_id],
            sketch=each.sketch,
        )
        for each in sketches
        if each.version_id in moments
    ]
