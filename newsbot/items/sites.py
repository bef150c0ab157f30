"""How many stored articles of a site have the same text blocks as a page of the site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How many stored articles of a site have a certain text block of a page.

    Only articles from the time when the site used the block are counted. If the site has put the
    block on its pages only since yesterday, for example, articles of last week are not counted.
    """

    articles: int
    """The number of stored articles of the site that have the text block."""
    among: int
    """The number of stored articles, with or without the block, that were fetched about as near to
    the page in time as those with the block. To find it, the articles of the site are sorted, the
    nearest first, and counted up to the last one with the block. For example, if the first, second
    and fifth article have the block, `articles` is 3 and `among` is 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """How many stored articles of a site have the same text blocks as a page of the site.

    Only stored articles that were fetched at about the same time as the page are counted. The
    module `newsbot.extraction.page.boilerplate` uses the numbers to find boilerplate: blocks that
    many pages of the site have, so that they are no part of an article.
    """

    articles: int = 0
    """The number of stored articles of the site that were compared with the page, to find text
    blocks that both have. Articles that are copies are not counted."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """For each text block that at least two articles have, how often it recurs. The keys are the
    hashes of the blocks (`newsbot.extraction.page.boilerplate.block_key`)."""
    recurring: frozenset[int] = frozenset()
    """The keys of the text blocks that at least three stored articles have. These blocks are
    ignored when articles are compared, because they would make different articles look alike."""


NOTHING_SEEN = SiteBlocks()
