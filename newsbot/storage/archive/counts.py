"""Counts the pages of the archive, by site and in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, RowMapping, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many fetched pages the archive has."""

    pages: int
    """The number of fetches whose bytes are stored in the archive."""
    revisits: int
    """The number of fetches that gave the same bytes as an earlier fetch, and so store no bytes."""
    rejected: int
    """The number of pages in which the extractor found no article when it last read them."""
    older: int
    """The number of pages that the present version of the extractor has not read."""
    first_at: datetime | None
    last_at: datetime | None


def count_archived(engine: Engine, extractor_version: str) -> Counts:
    """Counts the fetches in the archive, and finds the times of the first and the last one.

    Four numbers are counted: fetches whose bytes are stored, fetches that gave the same bytes as
    before, pages in which no article was found, and pages that the version `extractor_version` of
    the extractor has not read.
    """
    with engine.connect() as connection:
        row = connection.execute(_COUNTS, {"version": extractor_version}).mappings().one()
    return Counts(**row)


def count_by_site(engine: Engine, most: int) -> Sequence[RowMapping]:
    """The sites with the most bytes in the archive: `site`, `pages` and `size_bytes` of each."""
    with engine.connect() as connection:
        return connection.execute(_BY_SITE, {"most": most}).mappings().all()


_COUNTS = text("""
    SELECT
        count(*) FILTER (WHERE kind <> 'revisit') AS pages,
        count(*) FILTER (WHERE kind = 'revisit') AS revisits,
        count(*) FILTER (WHERE kind = 'page' AND reason IS NOT NULL) AS rejected,
        count(*) FILTER (
            WHERE kind = 'page' AND extractor_version IS DISTINCT FROM :version
        ) AS older,
        min(fetched_at) AS first_at,
        max(fetched_at) AS last_at
    FROM newsbot.archived_pages
""")
_BY_SITE = text("""
    SELECT s.key AS site, count(*) AS pages, CAST(sum(p.length) AS bigint) AS size_bytes
    FROM newsbot.archived_pages AS p JOIN newsbot.sites AS s ON s.id = p.site_id
    GROUP BY s.key ORDER BY size_bytes DESC, s.key LIMIT :most
""")
