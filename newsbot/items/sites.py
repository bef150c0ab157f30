"""How often text blocks of a page recur on stored articles of the same site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often a text block of a page recurs on other articles of the site.

    Only articles from a time when the site had the block are counted. If the block was introduced
    yesterday, for example, the articles of last week are not counted.
    """

    articles: int
    """The number of stored articles of the site that have the text block."""
    among: int
    """The number of stored articles, with or without the text block, of the time in which the site
    had the block. This time reaches from the fetch of the page to the article with the block that
    is farthest from it in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """How often text blocks of a page recur on stored articles of the same site.

    Only stored articles that were fetched at about the same time as the page are examined. By these
    numbers, the module `newsbot.extraction.page.boilerplate` decides which blocks are boilerplate.
    """

    articles: int = 0
    """The number of stored articles of the site that were searched for text blocks of the page.
    Articles that are copies are not counted."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """For each text block that at least two articles have, how often it recurs. The keys are the
    hashes of the blocks (`newsbot.extraction.page.boilerplate.block_key`)."""
    recurring: frozenset[int] = frozenset()
    """The keys of the text blocks that at least three stored articles have. These blocks are
    ignored when articles are compared, because they would make different articles look alike."""


NOTHING_SEEN = SiteBlocks()
