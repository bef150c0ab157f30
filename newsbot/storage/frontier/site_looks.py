"""Counts, for each site and day, the repeated requests (looks) for pages of stored articles.

Looks that found a shrunken text are also counted separately: a text with less than half of the
words of the article's current text. If many texts of a site shrink on one day, the layout of the
site has probably changed, and the extractor misses a part of each text. Then no shrunken text of
that day replaces a longer one.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from newsbot.health.shrinking import FEWEST_LOOKS, SHRUNK_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLook:
    """A repeated request for the page of a stored article, to be counted for its site and day."""

    site_id: int
    day: date
    """The day on which the page was requested, in UTC."""
    is_shrunk: bool
    """Whether the text of the page had less than half as many words as the article's current text,
    or was rejected as empty or too short."""


def count_looks(connection: Connection, looks: Sequence[SiteLook]) -> None:
    """Counts repeated requests for stored articles by site and day, in the table newsbot.looks."""
    of_each = Counter((each.site_id, each.day) for each in looks)
    shrunk = Counter((each.site_id, each.day) for each in looks if each.is_shrunk)
    rows = [
        {"site_id": key[0], "day": key[1], "looks": of_each[key], "shrunk": shrunk[key]}
        for key in sorted(of_each)
    ]
    if rows:
        connection.execute(_COUNT, rows)


def is_layout_broken(connection: Connection, site: str, days: Collection[date]) -> bool:
    """Whether the layout of a site counts as broken on at least one of `days` (in UTC).

    `site` is the key of the site. Each look is a repeated request for the page of a stored article.
    The layout counts as broken on a day if at least FEWEST_LOOKS looks were made on this day, and
    if at least the share SHRUNK_SHARE of them found a shrunken text: less than half of the words of
    the article's current text.
    """
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
