"""How often text blocks of a page recur on stored articles of the same site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often a text block of a page recurs on other articles of the site.

    The other articles are counted from the one that was fetched nearest in time to the page, up to
    the last one that has the block. So articles of last week, which cannot have a block that was
    introduced yesterday, are not counted for this block.
    """

    articles: int
    """The number of counted articles that have the block."""
    among: int
    """The number of all counted articles, with or without the block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """How often text blocks recur on those articles of a site that were fetched nearest to a page.

    "Nearest" means in time. By these numbers, the module `newsbot.extraction.page.boilerplate`
    decides which blocks of the page are boilerplate.
    """

    articles: int = 0
    """The number of stored articles of the site, without copies, that were searched for blocks."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """Block key → how often the block recurs; only for blocks that at least two articles have."""
    recurring: frozenset[int] = frozenset()
    """The keys of blocks that at least three stored articles have, copies included. These blocks do
    not count when articles are compared, because they would make different articles look alike."""


NOTHING_SEEN = SiteBlocks()
