"""Marks articles whose pages are gone, and unmarks articles whose pages are there again.

Articles are never deleted for being gone.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, text


def mark_gone(connection: Connection, found: Mapping[int, datetime]) -> list[int]:
    """Marks articles as gone; returns the ids of the articles that were not marked before.

    `found` maps the id of any version of an article to the moment when its page was found gone.
    """
    if not found:
        return []
    parameters = {"versions": list(found), "moments": list(found.values())}
    return sorted(set(connection.execute(_MARK, parameters).scalars()))


def mark_back(connection: Connection, article_ids: Collection[int]) -> list[int]:
    """Unmarks articles whose pages were fetched; returns the ids of those that were marked gone."""
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
