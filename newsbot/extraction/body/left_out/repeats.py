"""Finds blocks that repeat the article: copies for print or for phones, hidden copies, summaries.

Some pages have the article twice, e.g. once more for machines or for another width of the screen.
Some have it once more as a single paragraph. Only long texts count as repeated: short lines recur
in poems, lists and tables.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.containers import HIDDEN_BIT, Container
from newsbot.extraction.page.vocabulary import CLASS_WORDS

# Lengths here are bytes of UTF-8, since a Chinese letter, of three bytes, says about as much as
# three English letters. Spaces and signs do not count.
#
# A block is a repeat only if it is at least this long: longer than a line of a poem or a table.
SENTENCE = 60
# Blocks that repeat other blocks are left out of the body only if they seem to be a second copy of
# the article. In a copy, most of the repeated blocks stand side by side. Together, they have at
# least LONG_RUN bytes, at least the share REPEATED of the body, and at least MIN_TEXTS different
# texts. Other repeated blocks are mostly parts of a list whose items have the same description.
LONG_RUN = 200
REPEATED = 0.15
MIN_TEXTS = 2
# The repeated blocks of a page may together be shorter than LONG_RUN. Then they are left out only
# if they make up at least this share of the body, 0 to 1. Such a body is a short article that
# stands on the page twice.
WHOLE = 0.4
# A single block may repeat the text of the whole article, e.g. in a hidden element for other
# programs. Such a block is left out of the body under two conditions. The block must have at least
# the share OF_PAGE of the body's text. And at least the share HELD of the block must be text that
# other blocks of the body have too. Other blocks of fewer than PART bytes do not count here,
# because a long text may contain a short one by chance.
OF_PAGE = 0.25
HELD = 0.8
PART = 40
# To find out whether a block repeats the whole article, the texts of the other blocks of the body
# are looked for in this block. To save time, this is done only with the first MAX_PARTS blocks of
# the body.
MAX_PARTS = 1_000
# If repeated blocks make up at least this share of the text in an element, the whole element
# repeats other text. So its other blocks, e.g. a date, are left out of the body too.
MOST = 0.7

_HIDDEN_MARKS = 1 << HIDDEN_BIT | 1 << list(CLASS_WORDS).index("hidden")


def is_repeat(blocks: Sequence[Block], is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each block of the body, whether it is to be left out, because it repeats other blocks.

    `is_body` marks the blocks of the body. The result is false for all other blocks. Of two copies
    the hidden one is left out; if none is hidden, the later one.
    """
    sizes = {index: len(block.key.encode()) for index, block in enumerate(blocks)}
    body = np.flatnonzero(is_body).tolist()
    wholes = set(_wholes(blocks, body, sizes))
    copies = dict(_copies(blocks, [index for index in body if index not in wholes], sizes))
    if not _is_article(blocks, body, copies, sizes):
        copies = {}
    marked = np.zeros(len(blocks), np.bool_)
    marked[[*wholes, *copies]] = True
    copies |= _copies_outside(blocks, is_body & ~marked, sizes)
    marked[_around(blocks, copies, sizes)] = True
    return marked & is_body


def _is_article(
    blocks: Sequence[Block], body: Sequence[int], copies: dict[int, int], sizes: dict[int, int]
) -> bool:
    """Whether the repeated blocks are a second copy of an article, and not parts of a list.

    In a copy of an article, most of the repeated blocks stand beside each other, or beside the
    block that they repeat.

    Args:
        blocks: the blocks of the page.
        body: the indices of the blocks of the body.
        copies: the index of each repeated block → the index of the block with the same words that
            stays in the body.
        sizes: the index of each block → its length.
    """
    place = {index: at for at, index in enumerate(body)}
    pairs = (*pairwise(sorted(copies)), *copies.items())
    beside = sum(abs(place[one] - place[other]) == 1 for one, other in pairs)
    whole, repeated = (sum(sizes[index] for index in each) for each in (body, copies))
    least = REPEATED * whole if repeated >= LONG_RUN else WHOLE * whole
    return (
        2 * beside >= len(copies)
        and len({blocks[index].key for index in copies}) >= MIN_TEXTS
        and repeated >= least
    )


def _wholes(blocks: Sequence[Block], body: Sequence[int], sizes: dict[int, int]) -> Iterator[int]:
    """The indices of blocks that each repeat most of the article in a single block.

    `body` has the indices of the blocks of the body, and `sizes` the length of each block.
    """
    least = OF_PAGE * sum(sizes[index] for index in body)
    for index in [index for index in body if sizes[index] >= max(SENTENCE, least)]:
        key = blocks[index].key
        is_long = sizes[index] >= LONG_RUN
        parts = {
            part
            for other in body[:MAX_PARTS]
            if PART <= sizes[other] < sizes[index] and (part := blocks[other].key) in key
        }
        is_copy = is_long or any(each.marks & _HIDDEN_MARKS for each in blocks[index].chain)
        if is_copy and len(parts) > 1 and sum(map(len, parts)) >= HELD * len(key):
            yield index


def _copies(
    blocks: Sequence[Block], body: Sequence[int], sizes: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yields pairs of blocks with the same words: the one to leave out, and the one to keep.

    Blocks are given by their indices: `body` has those of all blocks that are compared. `sizes` has
    the length of each block. Two short blocks are yielded only if they continue a longer repeat:
    the blocks just before the two must have the same words too, or the blocks just after them.
    """
    first: dict[str, int] = {}
    place = {index: at for at, index in enumerate(body)}
    twins: dict[int, int] = {}
    for index in body:
        twin = first.setdefault(blocks[index].key, index)
        if twin != index:
            twins[index] = twin
    long = {index for index in twins if sizes[index] >= SENTENCE}
    for ordered in (body, body[::-1]):
        for before, index in pairwise(ordered):
            if index in twins and before in long and index not in long:
                near = abs(place[twins[index]] - place[twins[before]])
                if near == 1:
                    long.add(index)
    for index in long:
        twin = twins[index]
        is_first_hidden = _is_hidden(blocks[twin], blocks[index])
        yield (twin, index) if is_first_hidden else (index, twin)


def _is_hidden(block: Block, other: Block) -> bool:
    """Whether the block is hidden and the block `other` is not.

    Only elements that are around one of the two blocks, and not around both, are looked at.
    """
    return any(each.marks & _HIDDEN_MARKS for each in _apart(block, other)) and not any(
        each.marks & _HIDDEN_MARKS for each in _apart(other, block)
    )


def _apart(block: Block, other: Block) -> list[Container]:
    """The elements around the block that are not around the block `other`, innermost first."""
    numbers = {each.number for each in other.chain}
    return [each for each in block.chain if each.number not in numbers]


def _copies_outside(
    blocks: Sequence[Block], is_body: NDArray[np.bool_], sizes: dict[int, int]
) -> dict[int, int]:
    """Maps each long block outside the body to a block of the body with the same words, if any.

    The blocks are given by their indices. `sizes` has the length of each block.
    """
    body = {blocks[index].key: index for index in np.flatnonzero(is_body).tolist()}
    return {
        index: body[blocks[index].key]
        for index in np.flatnonzero(~is_body).tolist()
        if sizes[index] >= SENTENCE and blocks[index].key in body
    }


def _around(blocks: Sequence[Block], copies: dict[int, int], sizes: dict[int, int]) -> list[int]:
    """The indices of all blocks in elements that consist almost only of repeated blocks.

    Args:
        blocks: the blocks of the page.
        copies: the index of each repeated block → the index of the block with the same words that
            is kept. An element that contains both blocks is not examined.
        sizes: the index of each block → its length.
    """
    repeated: dict[int, int] = {}
    for index, kept in copies.items():
        for each in _apart(blocks[index], blocks[kept]):
            repeated[each.number] = repeated.get(each.number, 0) + sizes[index]
    held = dict.fromkeys(repeated, 0)
    for index, size in sizes.items():
        for each in blocks[index].chain if repeated else ():
            if each.number in held:
                held[each.number] += size
    full = {number for number, size in repeated.items() if size >= MOST * held[number]}
    if not full:
        return []
    return [index for index in sizes if any(each.number in full for each in blocks[index].chain)]
