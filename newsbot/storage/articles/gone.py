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


def mark_back(
    connection: Connection, article_ids: Collection[int], redirected: Mapping[bytes, int]
) -> list[int]:
    """Removes the mark "gone" from articles whose pages were just fetched, and so exist again.

    Returns the ids of the articles that had the mark.

    Args:
        connection: the transaction in which the pages are stored.
        article_ids: the articles whose own pages were fetched.
        redirected: maps the `url_key` of each URL that redirects to the id of the article whose
            page it leads to. If the article is stored under this URL, it loses the mark too: its
            URL may redirect to another form of its page, e.g. to the page for phones.
    """
    if not article_ids and not redirected:
        return []
    parameters = {
        "ids": list(article_ids),
        "keys": list(redirected),
        "of_keys": list(redirected.values()),
    }
    return sorted(connection.execute(_UNMARK, parameters).scalars())


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
    UPDATE newsbot.articles AS a SET gone_at = NULL, updated_at = newsbot.now()
    WHERE gone_at IS NOT NULL AND (
        id = ANY(CAST(:ids AS bigint[]))
        OR (url_key, id) IN (
            SELECT * FROM unnest(CAST(:keys AS bytea[]), CAST(:of_keys AS bigint[]))
        )
    )
    RETURNING id
""")
