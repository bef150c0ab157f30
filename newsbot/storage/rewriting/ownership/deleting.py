"""Deletes articles with all their rows, and announces the deletions in `news.changes`."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, text

from newsbot.storage.copies.sketches import forget_sketches, sketch_of
from newsbot.storage.models import article_tables
from newsbot.storage.rewriting.ownership.successors import lead_again


def delete_articles(connection: Connection, ids: Sequence[int], doomed: AbstractSet[int]) -> None:
    """Deletes the articles `ids`, and those of their copies that are in `doomed`.

    All other copies of these articles are grouped anew: each gets a new original, or becomes an
    original. `news.changes` gets a row `delete` for each deleted article, and a row `merge` for
    each article that was grouped anew.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        ids: the ids of the articles to delete now; some may be deleted already.
        doomed: the ids of all articles that the caller will delete, now or later.
    """
    # `found` has the articles `ids` and their copies. Some of the copies may be in `doomed`, so
    # that the caller will delete them later. They are deleted now, together with their originals.
    # If they stayed until then, they would first have to get a new original. This would be needless
    # work, and `news.changes` would get a needless row.
    found = connection.execute(_WITH_COPIES, {"ids": list(ids)})
    now = {*ids}
    gone = sorted(row.id for row in found if row.id in now or row.id in doomed)
    if not gone:
        return
    led = lead_again(connection, gone)
    _forget_texts(connection, gone)
    for statement in (_REDECISIONS, _BLOCKS, _ARTICLES):
        connection.execute(statement, {"ids": gone})
    told = [{"op": "delete", "article_id": each} for each in gone]
    told += [{"op": "merge", "article_id": each} for each in led]
    connection.execute(article_tables.changes.insert(), told)


def _forget_texts(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(_AMENDMENTS, {"ids": list(ids)})
    versions = connection.execute(_VERSIONS, {"ids": list(ids)}).all()
    forget_sketches(connection, [sketch_of(row) for row in versions])


_WITH_COPIES = text("""
    SELECT id FROM newsbot.articles
    WHERE id = ANY(CAST(:ids AS bigint[])) OR copy_of = ANY(CAST(:ids AS bigint[]))
""")
_AMENDMENTS = text("""
    DELETE FROM newsbot.amendments WHERE article_id = ANY(CAST(:ids AS bigint[]))
""")
_VERSIONS = text("""
    DELETE FROM newsbot.versions WHERE article_id = ANY(CAST(:ids AS bigint[]))
    RETURNING id, fetched_at, body, recurring_lines
""")
# Deletes decisions of `scrapy dedup` (which article is a copy of which original) that are not yet
# written to `newsbot.articles`, if the copy or the original is an article to be deleted. If the
# copy stays, it keeps the original that its row in `newsbot.articles` names.
_REDECISIONS = text("""
    DELETE FROM newsbot.redecisions
    WHERE article_id = ANY(CAST(:ids AS bigint[])) OR original = ANY(CAST(:ids AS bigint[]))
""")
_BLOCKS = text("DELETE FROM newsbot.article_blocks WHERE article_id = ANY(CAST(:ids AS bigint[]))")
_ARTICLES = text("DELETE FROM newsbot.articles WHERE id = ANY(CAST(:ids AS bigint[]))")
