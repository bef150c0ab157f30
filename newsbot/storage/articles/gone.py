"""Marks articles as gone, and removes the mark from articles whose pages are there again.

An article is gone if its page no longer exists on the site. Its rows in the database stay.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, text


def mark_gone(connection: Connection, found: Mapping[int, datetime]) -> list[int]:
    """Marks articles as gone, because their pages no longer exist.

    A key of `found` is the id of a version, i.e. of a stored text of an article. The value is the
    moment when the page of this article was found to be gone. Returns the ids of the articles that
    were not marked as gone before.
    """
    if not found:
        return []
    parameters = {"versions": list(found), "moments": list(found.values())}
    return sorted(set(connection.execute(_MARK, parameters).scalars()))


def mark_back(connection: Connection, article_ids: Collection[int]) -> list[int]:
    """Removes the mark "gone" from articles whose pages were just fetched.

    Returns the ids of the articles that had the mark.
    """
    if not article_ids:
        return []
    return sorted(connection.execute(_UNMARK, {"ids": list(article_ids)}).scalars())


_MARK = text("""
    UPDATE newsbot.articles AS a SET gone_at = found.at, updated_at = newsbot.now()
    FROM unnest(
        CAST(:versions AS bigint[]), CAST(:moments AS timestamptz[])
    ) AS found (version_id, at)
    JOIN newsbot.versions AS v ON v.id = found.version_id
    WHERE a.id = v.article_id AND a.gone_at IS NULL
    RETURNING a.id
""")
_UNMARK = text("""
    UPDATE newsbot.articles SET gone_at = NULL, updated_at = newsbot.now()
    WHERE id = ANY(CAST(:ids AS bigint[])) AND gone_at IS NOT NULL
    RETURNING id
""")
