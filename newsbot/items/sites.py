"""How often text blocks of a page recur on stored articles of the same site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often a text block of a page recurs on other articles of the site.

    Some articles without the block are not counted, because they may be older than the block: those
    whose fetch is farther in time from the page than the fetch of every article with the block. So
    if the block was introduced yesterday, the articles of last week are not counted.
    """

    articles: int
    """The number of articles that have the block."""
    among: int
    """The number of all counted articles, whether they have the block or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """How often text blocks of a page recur on stored articles of the same site.

    The stored articles are those whose fetch is nearest in time to that of the page. From these
    numbers the module `newsbot.extraction.boilerplate` decides which blocks are boilerplate.
    """

    articles: int = 0
    """The number of stored articles of the site in which the blocks were looked for. Articles that
    are copies are not among them."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """The key of a text block → how often the block recurs. Only blocks that at least two articles
    have are included."""
    recurring: frozenset[int] = frozenset()
    """The keys of blocks that at least three stored articles have; here, articles that are copies
    count too. These blocks are ignored when articles are compared, because they would make
    different articles look alike."""


NOTHING_SEEN = SiteBlocks()
