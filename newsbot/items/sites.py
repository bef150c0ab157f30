"""How often text blocks of a page recur on stored articles of the same site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How many articles of a site have a text block: `articles` out of `among`.

    Counted are the articles fetched nearest in time to the page, up to the farthest that has the
    block: a block that was introduced yesterday cannot be on the articles of last week.
    """

    articles: int
    """The number of articles that have the block."""
    among: int
    """The number of articles with or without the block, up to the farthest one that has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """How often blocks recur on the stored articles of a site that are nearest to a page in time.

    `newsbot.extraction.boilerplate` decides by these numbers which blocks of the page are
    boilerplate.
    """

    articles: int = 0
    """The number of stored articles of the site, without copies, that were searched for blocks."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """How often each block recurs, by block key; only blocks that at least two articles have."""
    recurring: frozenset[int] = frozenset()
    """The keys of blocks that at least three stored articles have, copies included. These blocks do
    not count in comparisons, because they make articles look like copies of each other."""


NOTHING_SEEN = SiteBlocks()
