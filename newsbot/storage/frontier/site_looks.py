"""How many looks at stored pages each site had a day, and how many texts had shrunk.

Where many texts of a site shrink on one day, its layout broke, and no text is believed to be short.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, text

FEWEST_LOOKS = 5
SHRUNK_SHARE = 0.3
"""So many looks at a site on one day, and this share of them with a text that shrank, tell that the
layout broke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLook:
    """A look at a page of a stored article."""

    site_id: int
    day: date
    """In UTC."""
    is_shrunk: bool
    """Whether it showed less than half of the article's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLayout:
    """A site and day on which so many texts shrank that the layout must have changed."""

    site: str
    day: date
    looks: int
    shrunk: int


def count_looks(connection: Connection, looks: Sequence[SiteLook]) -> None:
    """Adds looks to the counts of their sites and days."""
    of_each = Counter((each.site_id, each.day) for each in looks)
    shrunk = Counter((each.site_id, each.day) for each in looks if each.is_shrunk)
    rows = [
        {"site_id": key[0], "day": key[1], "looks": of_each[key], "shrunk": shrunk[key]}
        for key in sorted(of_each)
    ]
    if rows:
        connection.execute(_COUNT, rows)


def is_layout_broken(connection: Connection, site: str, days: Collection[date]) -> bool:
    """Whether a site's layout broke on one of the days."""
    parameters = {"site": site, "days": list(days), **_LIMITS}
    return connection.execute(_BROKEN_ON, parameters).first() is not None


def broken_layouts(engine: Engine, since: date) -> list[BrokenLayout]:
    """The sites whose layout broke, with the days from `since` on, the latest first."""
    with engine.connect() as connection:
        rows = connection.execute(_BROKEN, {"since": since, **_LIMITS}).mappings()
        return [BrokenLayout(**row) for row in rows]


_LIMITS = {"fewest": FEWEST_LOOKS, "share": SHRUNK_SHARE}
_COUNT = text("""
    INSERT INTO newsbot.looks AS known (site_id, day, looks, shrunk)
    VALUES (:site_id, :day, :looks, :shrunk)
    ON CONFLICT (site_id, day) DO UPDATE SET
        looks = known.looks + excluded.looks, shrunk = known.shrunk + excluded.shrunk
""")
_SELECT = """
    SELECT site.key AS site, l.day, l.looks, l.shrunk
    FROM newsbot.looks AS l JOIN newsbot.sites AS site ON site.id = l.site_id
    WHERE l.looks >= :fewest AND l.shrunk >= l.looks * CAST(:share AS real)
"""
_BROKEN_ON = text(f"{_SELECT} AND site.key = :site AND l.day = ANY(CAST(:days AS date[]))")
_BROKEN = text(f"{_SELECT} AND l.day >= :since ORDER BY l.day DESC, site.key")
