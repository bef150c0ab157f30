"""What is known of the blocks of a page from the stored articles of the same site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How many articles of a site have a block: `articles` out of `among`.

    Only articles near the page in time are counted, up to the farthest one that has the block: a
    block that appeared yesterday cannot be on the articles of last week.
    """

    articles: int
    among: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """How often blocks recur on the stored articles of a site that are nearest to a page in time.

    `newsbot.extraction.boilerplate` tells by it which blocks of the page are boilerplate.
    """

    articles: int = 0
    """The number of articles that were counted."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """The recurrence of each block that at least two of the articles have, by block key."""
    recurring: frozenset[int] = frozenset()
    """The keys of blocks that at least three stored pages have, copies included: a line that many
    texts share may be all that makes these texts look like copies."""


NOTHING_SEEN = SiteBlocks()
