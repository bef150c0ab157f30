"""Counts, by site and day, the looks at stored articles and those that found a shrunken text.

If many texts of a site shrink on one day, the layout of the site has changed so that the extractor
misses text: then no short text of that day replaces a longer one.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from newsbot.health.shrinking import FEWEST_LOOKS, SHRUNK_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLook:
    """A request for the page of a stored article, counted for the site of the article."""

    site_id: int
    day: date
    """The day of the look, in UTC."""
    is_shrunk: bool
    """Whether the page had less than half of the words of the article's stored text."""


def count_looks(connection: Connection, looks: Sequence[SiteLook]) -> None:
    """Adds looks to the counts of each site and day, in newsbot.looks."""
    of_each = Counter((each.site_id, each.day) for each in looks)
    shrunk = Counter((each.site_id, each.day) for each in looks if each.is_shrunk)
    rows = [
        {"site_id": key[0], "day": key[1], "looks": of_each[key], "shrunk": shrunk[key]}
        for key in sorted(of_each)
    ]
    if rows:
        connection.execute(_COUNT, rows)


def is_layout_broken(connection: Connection, site: str, days: Collection[date]) -> bool:
    """Whether the layout of a site counts as broken on any of the days (in UTC)."""
    parameters = {"site": site, "days": list(days), **_LIMITS}
    return connection.execute(_BROKEN_ON, parameters).first() is not None


_LIMITS = {"fewest": FEWEST_LOOKS, "share": SHRUNK_SHARE}
_COUNT = text("""
    INSERT INTO newsbot.looks AS known (site_id, day, looks, shrunk)
    VALUES (:site_id, :day, :looks, :shrunk)
    ON CONFLICT (site_id, day) DO UPDATE SET
        looks = known.looks + excluded.looks, shrunk = known.shrunk + excluded.shrunk
""")
_BROKEN_ON = text("""
    SELECT FROM newsbot.looks AS l JOIN newsbot.sites AS site ON site.id = l.site_id
    WHERE l.looks >= :fewest AND l.shrunk >= l.looks * CAST(:share AS real)
        AND site.key = :site AND l.day = ANY(CAST(:days AS date[]))
""")
