"""Merges stored rows whose URLs are different spellings of the URL of one page.

The caller's transaction must hold the storing lock, which every transaction takes that stores
articles. So no crawl stores articles meanwhile.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select, text

from newsbot.storage.models import article_tables, crawl_tables, health_tables
from newsbot.storage.versions.merges import merge_versions

Rows = Sequence[Row[Any]]

_NEVER = datetime.min.replace(tzinfo=UTC)

# The states of frontier rows, by precedence. When rows for one page are merged, the state that
# comes first here wins. So a page is done if it was stored under any of its URLs. It is given up
# (failed) only if all its URLs are given up.
_STATES = ("done", "pending", "failed")

# Two statements that are executed before the duplicate article :gone is merged into :kept. If :kept
# is stored as a copy of :gone, _NO_COPY makes it an original. Then _FOLLOW makes the other copies
# of :gone copies of :kept or, if :kept is itself a copy, of its original. Both statements return
# the ids of the articles that they change.
_NO_COPY = text("""
    UPDATE newsbot.articles
    SET copy_of = NULL, similarity = NULL, containment = NULL, method = NULL
    WHERE id = :kept AND copy_of = :gone
    RETURNING id
""")
_FOLLOW = text("""
    UPDATE newsbot.articles AS follower SET copy_of = coalesce(kept.copy_of, kept.id)
    FROM newsbot.articles AS kept
    WHERE kept.id = :kept AND follower.copy_of = :gone
    RETURNING follower.id
""")
# Two stored articles turned out to be the same: :kept stays, and :gone is deleted. The table
# `redecisions` has groups of copies that `scrapy dedup` has found, but not yet written to
# `newsbot.articles`. This statement deletes the row of :gone from these groups. The next two
# statements change the rows of the groups that name :gone as the original, so that they name :kept
# or its original.
_FORGET_REDECISION = text("DELETE FROM newsbot.redecisions WHERE article_id = :gone")
_REDECIDED_ORIGINAL = text("""
    UPDATE newsbot.redecisions
    SET original = article_id, similarity = NULL, containment = NULL, method = NULL
    WHERE article_id = :kept AND original = :gone
""")
_REDECIDED_COPIES = text("""
    UPDATE newsbot.redecisions AS follower SET original = coalesce(its.original, kept.id)
    FROM newsbot.articles AS kept
    LEFT JOIN newsbot.redecisions AS its ON its.article_id = kept.id
    WHERE kept.id = :kept AND follower.original = :gone
""")
_KEEP_URLS = text("UPDATE newsbot.article_urls SET article_id = :kept WHERE article_id = :gone")
_KEEP_ARCHIVED = text(
    "UPDATE newsbot.archived_pages SET article_id = :kept WHERE article_id = :gone"
)
_FORGET_BLOCKS = text("DELETE FROM newsbot.article_blocks WHERE article_id = :gone")
_EXTEND = text("""
    UPDATE newsbot.articles AS kept SET
        first_seen_at = least(kept.first_seen_at, gone.first_seen_at),
        fetched_at = greatest(kept.fetched_at, gone.fetched_at),
        updated_at = newsbot.now()
    FROM newsbot.articles AS gone
    WHERE kept.id = :kept AND gone.id = :gone
""")
_FORGET_ARTICLE = text("DELETE FROM newsbot.articles WHERE id = :gone")
_NO_ALIASES = text("""
    DELETE FROM newsbot.article_urls AS alias USING newsbot.articles AS a
    WHERE a.url_key = alias.url_key
""")
# Statements that are executed when the source :gone is merged into the source :kept. The rows of
# sitemaps and of section pages that were found through :gone now belong to :kept. If :kept already
# has a row for the same URL, the row of :gone is not changed, and is deleted with the source.
_OF_SOURCE = tuple(
    text(f"""
        UPDATE newsbot.{table} AS moved SET source_id = :kept
        WHERE source_id = :gone AND NOT EXISTS (
            SELECT FROM newsbot.{table} WHERE source_id = :kept AND url = moved.url
        )
    """)  # noqa: S608 - of constants
    for table in ("child_sitemaps", "backfill_pages")
)


def merge_article_rows(connection: Connection, rows: Rows) -> Row[Any]:
    """Merges articles that turned out to be one page into the one stored first; returns its row.

    `rows` are the rows of these articles in the table `articles`. The oldest article gets the
    versions and the copies of the others, whose rows are deleted. Rows in `newsbot.changes` tell
    SQL readers which articles changed.
    """
    kept, *others = sorted(rows, key=lambda row: row.id)
    led = [each for row in others for each in _merge(connection, kept.id, row.id)]
    gone = [row.id for row in others]
    _tell(connection, "delete", gone)
    _tell(connection, "update", [kept.id])
    _tell(connection, "merge", [each for each in dict.fromkeys(led) if each not in gone])
    return kept


def tell_moved_articles(connection: Connection, article_ids: Sequence[int]) -> None:
    """Announces in `newsbot.changes` that the URLs of articles are spelled differently now."""
    _tell(connection, "update", article_ids)


def merge_frontier_rows(connection: Connection, rows: Rows) -> Row[Any]:
    """Merges `rows`, the rows of one page in the table frontier, into one; returns this one.

    The row whose state comes first in _STATES is kept. Of the times in all rows, it gets the
    earliest discovery, the latest change and the latest storing.
    """
    kept, *others = sorted(rows, key=lambda row: (_STATES.index(row.state), row.discovered_at))
    times = {
        "discovered_at": min(row.discovered_at for row in rows),
        "changed_at": _latest(row.changed_at for row in rows),
        "done_at": _latest(row.done_at for row in rows),
    }
    _replace(connection, crawl_tables.frontier, kept, others, times)
    return kept


def merge_rejections(connection: Connection, rows: Rows) -> Row[Any]:
    """Merges `rows`, the rows of one page in the table rejections, into one; returns this one.

    The row with the latest rejection is kept. It gets the sum of the counts of all rows, and the
    time of the first rejection.
    """
    *others, kept = sorted(rows, key=lambda row: row.last_at)
    counted = {
        "times": sum(row.times for row in rows),
        "first_at": min(row.first_at for row in rows),
    }
    _replace(connection, crawl_tables.rejections, kept, others, counted)
    return kept


def merge_article_urls(connection: Connection, rows: Rows) -> Row[Any]:
    """Merges rows of the table article_urls that turned out to be of one URL; returns the row kept.

    The row whose page was fetched last is kept. If no page was fetched, the row of the newest
    article is kept.
    """
    *others, kept = sorted(rows, key=lambda row: (row.fetched_at or _NEVER, row.article_id))
    _replace(connection, article_tables.article_urls, kept, others, {"url": kept.url})
    return kept


def merge_forgotten_urls(connection: Connection, rows: Rows) -> Row[Any]:
    """Merges rows of the table forgotten_urls that turned out to be of one URL.

    Returns the row kept, which is the oldest.
    """
    kept, *others = sorted(rows, key=lambda row: row.forgotten_at)
    place = next((row for row in (kept, *others) if row.site_id is not None), kept)
    values = {"url": kept.url, "site_id": place.site_id, "source_id": place.source_id}
    _replace(connection, article_tables.forgotten_urls, kept, others, values)
    return kept


def forget_needless_aliases(connection: Connection) -> None:
    """Deletes rows of `article_urls` that an article's own URL has made needless.

    An article has one URL of its own, in the table `articles`. The table `article_urls` has further
    URLs of articles, e.g. of pages for print. After the keys of all URLs were recomputed, a further
    URL may have the same key as the own URL of an article. Then the article is found by its own
    URL, and the row in `article_urls` is not needed. If it names a different article, it is even
    wrong.
    """
    connection.execute(_NO_ALIASES)


def merge_sources(connection: Connection, plain: Callable[[str], str]) -> None:
    """Replaces the URL of each source by the URL that the function `plain` makes of it.

    If several sources get the same URL, the oldest of them is kept, and the others are deleted. The
    kept source keeps the record of its own polls. It gets the known sitemaps and section pages of
    all these sources.
    """
    sources, frontier = crawl_tables.sources, crawl_tables.frontier
    of_url: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(sources).order_by(sources.c.id)):
        of_url[plain(row.url)].append(row)
    for url, (kept, *others) in of_url.items():
        for row in others:
            moved = frontier.update().where(frontier.c.source_id == row.id)
            connection.execute(moved.values(source_id=kept.id))
            for statement in _OF_SOURCE:
                connection.execute(statement, {"kept": kept.id, "gone": row.id})
            for records in (health_tables.source_days, health_tables.source_polls):
                connection.execute(records.delete().where(records.c.source_id == row.id))
            connection.execute(sources.delete().where(sources.c.id == row.id))
        if kept.url != url:
            connection.execute(sources.update().where(sources.c.id == kept.id).values(url=url))


def _merge(connection: Connection, kept: int, gone: int) -> list[int]:
    pair = {"kept": kept, "gone": gone}
    merge_versions(connection, kept, gone)
    for statement in (
        _KEEP_URLS,
        _KEEP_ARCHIVED,
        _FORGET_BLOCKS,
        _FORGET_REDECISION,
        _REDECIDED_ORIGINAL,
        _REDECIDED_COPIES,
    ):
        connection.execute(statement, pair)
    led = [
        each
        for statement in (_NO_COPY, _FOLLOW)
        for each in connection.execute(statement, pair).scalars()
    ]
    connection.execute(_EXTEND, pair)
    connection.execute(_FORGET_ARTICLE, pair)
    return led


def _replace(
    connection: Connection, table: Table, kept: Row[Any], others: Rows, values: dict[str, Any]
) -> None:
    connection.execute(table.delete().where(table.c.url_key.in_([row.url_key for row in others])))
    connection.execute(table.update().where(table.c.url_key == kept.url_key).values(values))


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in moments if each is not None), default=None)


def _tell(connection: Connection, op: str, article_ids: Sequence[int]) -> None:
    if article_ids:
        rows = [{"op": op, "article_id": each} for each in article_ids]
        connection.execute(article_tables.changes.insert(), rows)
