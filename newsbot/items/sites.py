"""What the stored articles of a site say of a page's blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often a block stands on the articles of its site: on `articles` of the nearest `among`.

    `among` reaches to the farthest article that has it, and no farther: of what appeared yesterday
    the articles of last week say nothing.
    """

    articles: int
    among: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """What a site's other articles, as far as they are stored, say of the blocks of a page.

    See `newsbot.extraction.boilerplate`, which decides by it.
    """

    articles: int = 0
    """How many there are, of those fetched nearest in time to the page."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """By block key; only blocks that at least two of these articles have."""
    recurring: frozenset[int] = frozenset()
    """Keys of blocks that at least three stored pages have, further printings of a text included:
    a line that makes texts alike makes them look like printings of one, and is no less common."""


NOTHING_SEEN = SiteBlocks()
