"""Finds series of blocks that look alike, e.g. the paragraphs of a long article.

If the first blocks of a series are part of the article's body, the later blocks are taken for body
too. The model alone would often take them for boilerplate: it was trained on pages of ordinary
length, where blocks far from the beginning, or last on the page, are mostly boilerplate.
"""

import re
from collections.abc import Hashable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.neighbours import FEW_LINKS
from newsbot.extraction.body.features.wording import BEGINNING
from newsbot.extraction.body.vectors import Indices
from newsbot.extraction.page.blocks import Block, is_apart, is_in_post
from newsbot.extraction.page.text import count_words
from newsbot.extraction.page.vocabulary import ANYWHERE, STARTS

# A group of blocks that look alike is a series if it has at least this many blocks. If the first
# blocks of a series are part of the article's body, its other blocks can become part of it too.
# This is needed for long articles, whose last paragraphs the model often takes for boilerplate. For
# other articles, a lower limit gives a lower F1.
MIN_BLOCKS = 10
# A series is blocks that look alike. If its first blocks are part of the article's body, a later
# block becomes part of the body if it looks like a sentence. The signs of a sentence are enough
# words, and a punctuation mark at the end. In a series of fewer than LONG blocks, both signs are
# needed: otherwise a signature or a date at the end would become part of the body. In a longer
# series one sign is enough.
LONG = 20
# A block with at least this many words shows one of the two signs of a sentence; the other sign is
# a punctuation mark at its end.
SENTENCE_WORDS = 4
# A series is a number of blocks that look alike, e.g. the paragraphs of an article. The model may
# miss the last of them. They are added to the article's body only if the beginning of the series,
# its first LONG blocks, is mostly body: at least the share MOST of its words must be in blocks that
# the model takes for body. Of a series of fewer than LONG blocks, at least the share MOST_OF_SHORT
# of all words must be in such blocks.
MOST = 0.6
MOST_OF_SHORT = 0.8
# A series is a number of blocks that look alike in one element, e.g. the paragraphs of an article.
# To find this element, the elements around each block are tried from the inside outwards: the
# innermost one, and at most MOST_STEPS more. Elements that lie between the found element and its
# blocks, e.g. a <div> around each block, must have the same tags and classes for all blocks.
MOST_STEPS = 3

# A block does not continue a series if it begins with one of these kinds of text, such as "Read
# more", or if one of the kinds in _ANYWHERE occurs anywhere in it. The patterns for each kind are
# in the tables STARTS and ANYWHERE.
_STARTS = ("more", "share", "advert", "tags", "contact", "photo")
_ANYWHERE = ("subscribe", "credit", "legal", "person")
_SENTENCE_END = re.compile(
    r"[.!?:;…»”“\"'\u2019)\u3002\uff01\uff1f\u300d\u300f\u0964\u06d4\u061f][\W_]*$"
)


def read_series(blocks: Sequence[Block]) -> list[Indices]:
    """The series of blocks on the page: for each series the indices of its blocks, in rising order.

    A series is at least MIN_BLOCKS blocks in one element that look alike, e.g. the paragraphs of an
    article. No block is in two series.
    """
    found: list[Indices] = []
    left = list(range(len(blocks)))  # the indices of the blocks that are in no series yet
    for steps in range(MOST_STEPS + 1):
        inside: dict[int, list[int]] = {}
        for index in left:
            for container in blocks[index].chain[steps : steps + 1]:
                inside.setdefault(container.number, []).append(index)
        alike: dict[Hashable, list[int]] = {}
        for number, indices in inside.items():
            for index in indices if len(indices) >= MIN_BLOCKS else ():
                alike.setdefault((number, blocks[index].looks(steps)), []).append(index)
        long = [indices for indices in alike.values() if len(indices) >= MIN_BLOCKS]
        found += [np.array(indices, dtype=np.intp) for indices in long]
        taken = set(chain.from_iterable(long))
        left = [index for index in left if index not in taken]
    return found


def begins_as_body(blocks: Sequence[Block], indices: Indices, is_body: NDArray[np.bool_]) -> bool:
    """Whether the beginning of a series of blocks is mostly part of the article's body.

    The blocks of a series look alike, e.g. the paragraphs of an article. `indices` are those of the
    blocks in the series. `is_body` marks the blocks of the page that are part of the body.
    """
    first = indices[:LONG]
    words = np.array([len(blocks[index].words) for index in first.tolist()])
    most = MOST if len(indices) >= LONG else MOST_OF_SHORT
    return bool(words @ is_body[first] >= most * words.sum())


def with_series(
    blocks: Sequence[Block], every_series: Sequence[Indices], is_body: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """For each block, whether it is part of the article's body, either alone or with its series.

    A series is many blocks that look alike in one element, e.g. the paragraphs of an article. If
    the first blocks of a series are mostly body, its other blocks are taken for body too.

    Args:
        blocks: all blocks of the page.
        every_series: for each series of the page, the indices of its blocks, as `read_series`
            returns them.
        is_body: whether each block is body when it is judged alone.
    """
    continued = is_body.copy()
    for indices in every_series:
        if not is_body[indices].all() and begins_as_body(blocks, indices, is_body):
            first = indices[is_body[indices].argmax()]
            for index in indices[~is_body[indices]].tolist():
                block = blocks[index]
                ends = _SENTENCE_END.search(block.text) is not None
                signs = ends + (count_words(block.text) >= SENTENCE_WORDS)
                is_long = len(indices) >= LONG and index > first
                continued[index] = signs >= (1 if is_long else 2) and not is_of_other_kind(block)
    return continued


def is_of_other_kind(block: Block) -> bool:
    """Whether a block is something other than text of the article, e.g. a link to other articles.

    The block is in a series, i.e. among many blocks that look alike. Signs of other things are many
    links, a <time> element, an embedded post, or words such as "Read more".
    """
    if block.link_share > FEW_LINKS or block.has_time or is_in_post(block) or is_apart(block):
        return True
    lower = block.text[:BEGINNING].lower()
    return any(STARTS[name].match(lower) for name in _STARTS) or any(
        ANYWHERE[name].search(lower) for name in _ANYWHERE
    )
