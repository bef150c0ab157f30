"""Keeps ids unique, and the feed `news.changes` true, after an older dump is restored.

The database may have given out ids after the dump was made. No other row may get one of these ids.
And readers of `news.changes` have seen changes after the dump that the restore undoes, so the feed
must tell them.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from newsbot.urls import url_key

# How many ids are skipped if nobody knows which ids were given out after the dump. A crawl stores
# some ten thousand articles a day, so GAP is enough for weeks. SMALL_GAP is for ids of 4 bytes.
GAP = 1_000_000
SMALL_GAP = 10_000
# At least a tenth (1 / SHARE) of the number of ids given out before the dump is skipped, even if
# this is more than GAP.
SHARE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """What was done so that ids and the feed of changes go on after a restore."""

    next_article_id: int
    """The id that the next stored article gets."""
    told: int
    """How many articles changed after the dump was made. `news.changes` got a row for each of
    them."""
    back: int
    """How many of these articles had been deleted after the dump was made, and are there again
    now."""


def remember(connection: Connection) -> None:
    """Saves in temporary tables what `go_on` needs after the restore. The database may be empty."""
    connection.execute(_NOTE_SEQUENCES)
    connection.execute(_EMPTY_FEED)
    if _has(connection, "changes"):
        connection.execute(_NOTE_FEED)
    connection.execute(_NO_FORGOTTEN)
    if _has(connection, "forgotten_urls"):
        connection.execute(_NOTE_FORGOTTEN)
    if _has(connection, "former_forgotten"):
        connection.execute(_NOTE_KEPT)


def go_on(connection: Connection) -> Continuation:
    """Raises the sequences of ids, and writes to `news.changes` how the restored state differs.

    An id that was given out before the restore is not given out again. If the former database is
    lost, or was not the one that was dumped, a large number of ids is skipped (see GAP).
    """
    sequences = connection.execute(_SEQUENCES).all()
    for each in sequences:
        if _last(each):
            connection.execute(_RAISE, {"name": each.name, "last": _last(each)})
    told = connection.execute(_TELL).all()
    if connection.scalar(_IS_FORGOTTEN):
        connection.execute(_MAKE_KEPT)
        connection.execute(_KEEP)
    return Continuation(
        next_article_id=next(_last(each) + 1 for each in sequences if each.is_of_articles),
        told=len(told),
        back=sum(each.is_back for each in told),
    )


def mark_forgotten(engine: Engine) -> None:
    """Writes the marks of what had been forgotten before a restore, if they are not yet written.

    The schema must be current. The user must own it.
    """
    with engine.begin() as connection:
        if not _has(connection, "former_forgotten"):
            return
        urls = connection.execute(_FORMER_URLS).mappings().all()
        if urls:
            connection.execute(_FORGET_URL, [{**u, "url_key": url_key(u["url"])} for u in urls])
        connection.execute(_FORGET_SITES)
        connection.execute(text("DROP TABLE newsbot.former_forgotten"))


def _last(sequence: Any) -> int:
    """The id after which a sequence goes on: its last id or, if unknown, a safely higher one."""
    if sequence.former is not None and sequence.former >= sequence.restored:
        return int(sequence.former)
    least = GAP if sequence.is_long else SMALL_GAP
    return int(sequence.restored) + max(least, int(sequence.restored) // SHARE)


def _has(connection: Connection, table: str) -> bool:
    name = {"name": f"newsbot.{table}"}
    return bool(connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), name))


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
# Saves the last change of each article.
_NOTE_FEED = text("""
    INSERT INTO former_changes (article_id, change_id, op)
    SELECT DISTINCT ON (article_id) article_id, change_id, op
    FROM newsbot.changes ORDER BY article_id, change_id DESC
""")
# Selects, for each sequence, the last id that it has given out, or 0: `restored` according to the
# dump, and `former` according to the database before the restore. `former` is null if that database
# did not have the sequence.
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
# Writes a row to the feed for each article that changed after the dump was made, because what
# readers know of it is no longer true. An article that was stored and deleted after it is told of
# too: a reader may know of the one and not of the other. An article that is back is no `insert`,
# which is told once in the life of an article: readers may have had it before, and if it is deleted
# again before they read on, they must not take it for one that they never saw. If the dump comes
# from another database than the former one, some of these articles may be missed, because the ids
# of changes in the two databases cannot be compared.
_TELL = text("""
    WITH told AS (
        INSERT INTO newsbot.changes (op, article_id)
        SELECT CASE WHEN a.id IS NULL THEN 'delete' ELSE 'update' END, f.article_id
        FROM pg_temp.former_changes AS f LEFT JOIN newsbot.articles AS a ON a.id = f.article_id
        WHERE f.change_id > (SELECT coalesce(max(change_id), 0) FROM newsbot.changes)
        ORDER BY f.change_id
        RETURNING op, article_id
    )
    SELECT told.op = 'update' AND f.op = 'delete' AS is_back
    FROM told JOIN pg_temp.former_changes AS f USING (article_id)
""")
# If `scrapy articles forget` or `scrapy sites forget` removed something after the dump was made,
# the dump still has it. But crawls must store nothing of it again. So the marks of removed articles
# and sites are saved before the restore. The schema of an older dump has no place for them. So they
# stay in a table of their own until the schema is current, also if the command is killed before.
_NO_FORGOTTEN = text("""
    CREATE TEMPORARY TABLE former_forgotten (is_site boolean, stored jsonb) ON COMMIT DROP
""")
_NOTE_FORGOTTEN = text("""
    INSERT INTO pg_temp.former_forgotten
    SELECT false, to_jsonb(u) FROM newsbot.forgotten_urls AS u
    UNION ALL
    SELECT true, to_jsonb(s) - 'id' FROM newsbot.sites AS s WHERE s.forgotten_at IS NOT NULL
""")
_NOTE_KEPT = text("INSERT INTO pg_temp.former_forgotten TABLE newsbot.former_forgotten")
_IS_FORGOTTEN = text("SELECT EXISTS (SELECT FROM pg_temp.former_forgotten)")
# The dump has the table if it was made while another restore was interrupted.
_MAKE_KEPT = text("""
    CREATE TABLE IF NOT EXISTS newsbot.former_forgotten (is_site boolean, stored jsonb)
""")
_KEEP = text("INSERT INTO newsbot.former_forgotten TABLE pg_temp.former_forgotten")
_FORMER_URLS = text("""
    SELECT stored ->> 'url' AS url, CAST(stored ->> 'article_id' AS bigint) AS article_id,
        CAST(stored ->> 'forgotten_at' AS timestamptz) AS forgotten_at
    FROM newsbot.former_forgotten WHERE NOT is_site
""")
_FORGET_URL = text("""
    INSERT INTO newsbot.forgotten_urls (url_key, url, article_id, forgotten_at)
    VALUES (:url_key, :url, :article_id, :forgotten_at)
    ON CONFLICT DO NOTHING
""")
_FORGET_SITES = text("""
    INSERT INTO newsbot.sites AS known (key, name, first_seen_at, domains, forgotten_at)
    SELECT s.key, s.name, s.first_seen_at, s.domains, s.forgotten_at
    FROM newsbot.former_forgotten AS f, jsonb_populate_record(NULL::newsbot.sites, f.stored) AS s
    WHERE f.is_site
    ON CONFLICT (key) DO UPDATE
    SET forgotten_at = coalesce(known.forgotten_at, excluded.forgotten_at)
""")
