"""Finds boxes below an article: a note about the author, the offer of a newsletter, comments.

On the page of a short report, such a box may be as long as the article, and the model takes it for
text of the article. What tells the box is the markup: the article has an element of its own, and
the box has another one with a class such as "author-box".
"""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.containers import Container
from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS

# Boxes are only looked for if the body has at most this many bytes of UTF-8, without spaces and
# signs. In longer articles the model itself tells boxes from text.
SHORT = 1200

_BITS = {name: 1 << bit for bit, name in enumerate(CLASS_WORDS)}
_BOX = _BITS["author"] | _BITS["newsletter"] | _BITS["comment"]
_WHOLE = OUTER_TAGS["article"]
_ARTICLE = OUTER_TAGS["article"] | _BITS["article"] | _BITS["body"]


def is_boxed(blocks: Sequence[Block], is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each block, whether `is_body` marks it although it stands in a box below a short article.

    The longest block of the body is taken for text of the article.
    """
    marked = np.zeros(len(blocks), np.bool_)
    body = np.flatnonzero(is_body).tolist()
    sizes = {index: len(blocks[index].key.encode()) for index in body}
    if not 0 < sum(sizes.values()) <= SHORT:
        return marked
    main = max(body, key=lambda index: sizes[index])
    text = blocks[main]
    for index in body[body.index(main) + 1 :]:
        block = blocks[index]
        own = _marks_apart(block.chain[1:], text.chain)
        other = _marks_apart(text.chain, block.chain)
        marked[index] = own & _BOX and not own & _WHOLE and other & _ARTICLE
    return marked


def _marks_apart(chain: Sequence[Container], other: Sequence[Container]) -> int:
    """The bits of `Container.marks` of all elements in `chain` that are not in `other`, combined.

    Each chain lists the elements around one block, from the innermost one outwards, up to a maximum
    number. If the chains have no element in common, they end before the element that is around both
    blocks. Then the result is 0.
    """
    numbers = {each.number for each in other}
    apart = [each.marks for each in chain if each.number not in numbers]
    return reduce(int.__or__, apart, 0) if len(apart) < len(chain) else 0
