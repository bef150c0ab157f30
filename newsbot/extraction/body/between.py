"""Adds to the body the short lists between its paragraphs that the model left out.

The model is strict with lists of short items, e.g. the times of ferries or the names of projects,
because most such lists on news pages are menus and lists of other articles.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.vectors import Indices
from newsbot.extraction.page.blocks import Block, is_apart, is_in_post
from newsbot.extraction.page.containers import HIDDEN_BIT
from newsbot.extraction.page.vocabulary import CLASS_WORDS

# At most this share of the text of such a list is in links. Lists of other articles are all links.
LINKED = 0.3
# The items of such a list have at most this many characters. The model judges longer items well:
# most of them that it leaves out are appeals, e.g. to follow the site.
ITEM = 60
# The blocks before and after the list must be paragraphs of at least this many characters.
TEXT = 60
# The names of lists that are for something else than the article's text, and hidden elements.
_OTHERS = (
    "author", "comment", "contents", "embed", "footer", "hidden", "navigation", "newsletter",
    "overlay", "paywall", "promo", "related", "share", "sidebar", "tags",
)  # fmt: skip
_BITS = {name: 1 << bit for bit, name in enumerate(CLASS_WORDS)}
_NAMED = sum(_BITS[name] for name in _OTHERS) | 1 << HIDDEN_BIT


def with_lists_between(
    blocks: Sequence[Block], lists: Sequence[Indices], is_body: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """For each block of a page, whether it is body or in a list between two parts of the body.

    The list has short items and few links, and is not named as another kind of list, e.g. of tags.
    It stands in the same element as the paragraph before it and the block after it, which `is_body`
    marks. `lists` has for each list of the page the indices of its blocks.
    """
    added = is_body.copy()
    for indices in lists:
        first, last = int(indices[0]), int(indices[-1])
        if is_body[first] or first == 0 or last + 1 == len(blocks):
            continue
        if is_body[first - 1] and is_body[last + 1] and len(indices) == last - first + 1:
            part = blocks[first : last + 1]
            beside = (blocks[first - 1], blocks[last + 1])
            added[indices] |= _is_of_text(part) and _are_side_by_side(part[0], beside)
    return added


def _is_of_text(part: Sequence[Block]) -> bool:
    """Whether the list of the blocks `part` has short items, few links and nothing foreign."""
    size = sum(len(block.text) for block in part)
    linked = sum(len(block.text) * block.link_share for block in part)
    is_foreign = any(is_apart(block) or is_in_post(block) or block.has_time for block in part)
    is_short = all(len(block.text) <= ITEM for block in part)
    return linked <= LINKED * size and is_short and not is_foreign


def _are_side_by_side(item: Block, beside: Sequence[Block]) -> bool:
    """Whether the list around `item` stands among `beside`, and is not named as another kind.

    The list is the innermost <ul>, <ol> or <table> around the item. `beside` are the blocks before
    and after the list.
    """
    tags = [each.tag for each in item.chain]
    level = next((at for at, tag in enumerate(tags) if tag in {"ul", "ol", "menu", "table"}), -1)
    if level < 0 or any(each.marks & _NAMED for each in item.chain[: level + 1]):
        return False
    around = [each.number for each in item.chain[level + 1 : level + 2]]
    is_among = all([each.number for each in block.chain[1:2]] == around for block in beside)
    return is_among and len(beside[0].text) >= TEXT
