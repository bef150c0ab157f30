"""How often text blocks of a page recur on stored articles of the same site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often a text block of a page recurs on other articles of the site.

    Articles that were fetched farther in time from the page than all articles with the block are
    not counted. So if the block was introduced yesterday, the articles of last week, which cannot
    have it, do not count.
    """

    articles: int
    """The number of articles that have the block."""
    among: int
    """The number of all counted articles: those with the block, and those without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """How often text blocks of a page recur on stored articles of the same site.

    The articles are those that were fetched nearest in time to the page. The module
    `newsbot.extraction.boilerplate` decides by these numbers which blocks are boilerplate.
    """

    articles: int = 0
    """The number of stored articles of the site whose blocks were counted, without copies."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """Block key → how often the block recurs; only for blocks that at least two articles have."""
    recurring: frozenset[int] = frozenset()
    """The keys of blocks that at least three stored articles have, copies included. These blocks do
    not count when articles are compared, because they would make different articles look alike."""


NOTHING_SEEN = SiteBlocks()
