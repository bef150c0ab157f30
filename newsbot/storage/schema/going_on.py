"""Lets ids and the feed of changes go on after a restore, as if they had never been interrupted.

A dump is a state of the past. Ids may have been given out after it, which no other row may get. And
readers of `news.changes` have seen changes after it, which are no longer true.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

# By how much ids are raised if nobody knows which ones were given out after the dump. A crawl
# stores some ten thousand articles a day, so this is enough for weeks. Smaller for ids of 4 bytes.
GAP = 1_000_000
SMALL_GAP = 10_000
# If more ids than GAP times this were given out before the dump, the gap is larger.
SHARE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """What was done so that ids and the feed of changes go on after a restore."""

    next_article_id: int
    """The id that the next stored article gets."""
    told: int
    """How many articles differ from the former state of the database, so that `news.changes` got a
    row for each of them."""
    back: int
    """How many of these articles had been deleted after the dump, and are there again."""


def remember(connection: Connection) -> None:
    """Notes in temporary tables what is needed after the restore; the schema may be missing."""
    connection.execute(_NOTE_SEQUENCES)
    connection.execute(_EMPTY_FEED)
    if connection.scalar(text("SELECT to_regclass('newsbot.changes') IS NOT NULL")):
        connection.execute(_NOTE_FEED)


def go_on(connection: Connection) -> Continuation:
    """Raises the sequences of ids, and writes to `news.changes` how the restored state differs.

    Each id that was given out before the restore stays given out. If the former database was not
    the one that the dump was made of, or is lost, ids are raised by a gap.
    """
    sequences = connection.execute(_SEQUENCES).all()
    for each in sequences:
        if _last(each):
            connection.execute(_RAISE, {"name": each.name, "last": _last(each)})
    told = connection.execute(_TELL).scalars().all()
    return Continuation(
        next_article_id=next(_last(each) + 1 for each in sequences if each.is_of_articles),
        told=len(told),
        back=told.count("insert"),
    )


def _last(sequence: Any) -> int:
    """The id that counts as the last one that a sequence has given out."""
    if sequence.former is not None and sequence.former >= sequence.restored:
        return int(sequence.former)
    least = GAP if sequence.is_long else SMALL_GAP
    return int(sequence.restored) + max(least, int(sequence.restored) // SHARE)


_NOTE_SEQUENCES = text("""
    CREATE TEMPORARY TABLE former_sequences ON COMMIT DROP AS
    SELECT sequencename AS name, coalesce(last_value, 0) AS last_value FROM pg_sequences
    WHERE schemaname = 'newsbot'
""")
_EMPTY_FEED = text("""
    CREATE TEMPORARY TABLE former_changes (
        article_id bigint PRIMARY KEY, change_id bigint NOT NULL, op text NOT NULL
    ) ON COMMIT DROP
""")
# The last change of each article.
_NOTE_FEED = text("""
    INSERT INTO former_changes (article_id, change_id, op)
    SELECT DISTINCT ON (article_id) article_id, change_id, op
    FROM newsbot.changes ORDER BY article_id, change_id DESC
""")
# `restored` and `former`: the last id that was given out, 0 if none was; `former` is null if the
# database did not have the sequence.
_SEQUENCES = text("""
    SELECT format('%I.%I', s.schemaname, s.sequencename) AS name,
        s.max_value > 2147483647 AS is_long,
        s.sequencename = 'articles_id_seq' AS is_of_articles,
        coalesce(s.last_value, 0) AS restored, former.last_value AS former
    FROM pg_sequences AS s
    LEFT JOIN pg_temp.former_sequences AS former ON former.name = s.sequencename
    WHERE s.schemaname = 'newsbot'
""")
_RAISE = text("SELECT setval(CAST(:name AS regclass), :last)")
# Tells readers of the feed of each article that changed after the dump: what they know of it is no
# longer true. If the former database was another one, its ids may be lower than those of the dump.
_TELL = text("""
    INSERT INTO newsbot.changes (op, article_id)
    SELECT
        CASE WHEN a.id IS NULL THEN 'delete' WHEN f.op = 'delete' THEN 'insert' ELSE 'update' END,
        f.article_id
    FROM pg_temp.former_changes AS f LEFT JOIN newsbot.articles AS a ON a.id = f.article_id
    WHERE f.change_id > (SELECT coalesce(max(change_id), 0) FROM newsbot.changes)
        AND NOT (a.id IS NULL AND f.op = 'delete')
    ORDER BY f.change_id
    RETURNING op
""")
