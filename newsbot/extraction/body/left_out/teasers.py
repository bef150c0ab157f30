"""Finds teasers: linked headlines of other articles, each with some text of that article.

The text reads like the article's body. What tells a teaser is its headline: all of it is a link to
another page of the site.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.read_also import is_linked_headline, is_short
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block

# Teasers are left out if their text is at most this share of the body. If their text is more, the
# page is a guide or a list, whose parts have linked headlines too.
MOST = 0.5
# A teaser is a headline and a short text that lead to another article. A page may have teasers that
# are each in an element of their own, e.g. an <article>. They are taken for teasers only if the
# page has at least MIN_CARDS of them, in elements that look alike.
MIN_CARDS = 2
# A teaser is a linked headline with a paragraph below it. Some teasers have no element of their
# own, but stand in one element, one after the other. They are taken for teasers only if at least
# MIN_ROW of them stand at the end of the body. After a heading such as "More on this topic", two
# are enough (MIN_CARDS).
MIN_ROW = 3
# The text of a teaser has at most this many characters. A longer text is that of the article, with
# a link to another article before it.
MAX_TEXT = 280


def is_teaser(blocks: Sequence[Block], is_body: NDArray[np.bool_], url: str) -> NDArray[np.bool_]:
    """For each block, whether `is_body` marks it although it belongs to a teaser.

    Teasers stand after the beginning of the body: either each in an element of its own, or in a row
    at the end of the body. `blocks` are all blocks of the page at `url`.
    """
    marked = np.zeros(len(blocks), np.bool_)
    body = np.flatnonzero(is_body)
    if not len(body):
        return marked
    headlines = [
        index
        for index in range(int(body[0]) + 1, len(blocks))
        if is_linked_headline(blocks[index], url)
    ]
    parts = set(_in_elements(blocks, headlines)) | set(_in_row(blocks, headlines, int(body[-1])))
    teasers = [index for index in parts if is_body[index]]
    sizes = np.array([len(block.text) for block in blocks])
    if sizes[teasers].sum() <= MOST * sizes[body].sum():
        marked[teasers] = True
    return marked


def _in_elements(blocks: Sequence[Block], headlines: Sequence[int]) -> Iterator[int]:
    """The indices of the blocks of teasers that are each in an element of their own.

    An element counts as a teaser if it begins with a headline, holds no other headline, and looks
    like another element with one headline on the page. `headlines` has the indices of the linked
    headlines of the page. All blocks in the element belong to the teaser.
    """
    held = Counter(each.number for index in headlines for each in blocks[index].chain)
    firsts: dict[int, int] = {}
    for index, block in enumerate(blocks if held else ()):
        for each in block.chain:
            firsts.setdefault(each.number, index)
    found = [
        each
        for index in headlines
        for each in blocks[index].chain
        if firsts[each.number] == index and held[each.number] == 1
    ]
    looks = Counter(each.looks for each in found)
    cards: dict[int, list[int]] = {
        each.number: [] for each in found if looks[each.looks] >= MIN_CARDS
    }
    for index, block in enumerate(blocks if cards else ()):
        for each in block.chain:
            if each.number in cards:
                cards[each.number].append(index)
    for first, *texts in cards.values():
        if 0 < sum(len(blocks[index].text) for index in texts) <= MAX_TEXT:
            yield from (first, *texts)


def _in_row(blocks: Sequence[Block], headlines: Sequence[int], last: int) -> Iterator[int]:
    """The indices of the blocks of successive teasers at the end of the article's body.

    A heading before the teasers, such as "More on this topic", belongs to them. `headlines` has the
    indices of the linked headlines of the page. `last` is the index of the last block of the body.
    """
    first, count = last + 1, 0
    for index in reversed([index for index in headlines if index <= last]):
        texts = blocks[index + 1 : first]
        if len(texts) != 1 or len(texts[0].text) > MAX_TEXT:
            break
        first, count = index, count + 1
    label = blocks[first - 1]
    is_labelled = label.tag_number(0) in HEADING_NUMBERS and is_short(label)
    if count >= (MIN_CARDS if is_labelled else MIN_ROW):
        yield from range(first - is_labelled, last + 1)
