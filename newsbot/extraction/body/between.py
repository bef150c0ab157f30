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

# A list is added to the body only if at most this share of its text is in links. In a list of other
# articles, all text is in links.
LINKED = 0.3
# A list is added to the body only if none of its items has more characters than this. The model
# judges longer items well: most of the long items that it leaves out of the body are appeals, e.g.
# to follow the site.
ITEM = 60
# A list is added to the body only if the block before it has at least this many characters.
TEXT = 60
# Kinds of class names, from CLASS_WORDS. A list is not added to the body if its class, id or role
# has a word of one of these kinds, or if the list is hidden.
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

    Such a list has short items and few links, and no class that says that the list is something
    else, e.g. tags. The blocks just before and after the list are body and in the same element as
    the list. `is_body` marks the blocks of the body. `lists` has for each list of the page the
    indices of its blocks.
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
    """Whether a list that consists of the blocks `part` may be text of the article.

    Its items must be short and have few links. None of them may have a <time> element, or be part
    of another article or of an embedded post.
    """
    size = sum(len(block.text) for block in part)
    linked = sum(len(block.text) * block.link_share for block in part)
    is_foreign = any(is_apart(block) or is_in_post(block) or block.has_time for block in part)
    is_short = all(len(block.text) <= ITEM for block in part)
    return linked <= LINKED * size and is_short and not is_foreign


def _are_side_by_side(item: Block, beside: Sequence[Block]) -> bool:
    """Whether the list around `item` is in the same element as the two blocks `beside` it.

    The list is the innermost <ul>, <ol> or <table> around the item. `beside` are the blocks just
    before and after the list. The result is False for a list whose class, id or role says that it
    is no text, e.g. "tags".
    """
    tags = [each.tag for each in item.chain]
    level = next((at for at, tag in enumerate(tags) if tag in {"ul", "ol", "menu", "table"}), -1)
    if level < 0 or any(each.marks & _NAMED for each in item.chain[: level + 1]):
        return False
    around = [each.number for each in item.chain[level + 1 : level + 2]]
    is_among = all([each.number for each in block.chain[1:2]] == around for block in beside)
    return is_among and len(beside[0].text) >= TEXT
