"""Series of blocks that look alike and stand side by side: one that begins as body is all body.

The model has learned from pages of ordinary length, where blocks far from the beginning, or last on
the page, are mostly boilerplate. The mere position of a block must not end an article.
"""

import re
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.neighbours import FEW_LINKS
from newsbot.extraction.body.features.wording import BEGINNING
from newsbot.extraction.body.vectors import Indices
from newsbot.extraction.page.blocks import Block, is_in_post
from newsbot.extraction.page.text import count_words
from newsbot.extraction.page.vocabulary import ANYWHERE, STARTS

# The least number of blocks in a series. One with fewer than LONG may go on with a signature or a
# date: only what reads like a sentence continues it. With 8 blocks for 10 and .6 for .8 andy424
# loses .0005 of F1 instead of .0003.
MIN_BLOCKS = 10
LONG = 20
SENTENCE_WORDS = 4
# A series begins as body if this share of the words in its first LONG blocks is body; a short
# series needs more.
MOST = 0.6
MOST_OF_SHORT = 0.8
# Blocks stand side by side if the same element holds them at most this many steps up, and all
# elements between it and them look alike.
MOST_STEPS = 3

# What pages say in place of text. A block of a series that says it is of another kind.
_STARTS = ("more", "share", "advert", "tags", "contact", "photo")
_ANYWHERE = ("subscribe", "credit", "legal", "person")
_SENTENCE_END = re.compile(
    r"[.!?:;…»”“\"'\u2019)\u3002\uff01\uff1f\u300d\u300f\u0964\u06d4\u061f][\W_]*$"
)


def read_series(blocks: Sequence[Block]) -> list[Indices]:
    """For each series the ascending indices of its blocks; no block is in two series."""
    found = []
    left: Iterable[int] = range(len(blocks))
    for steps in range(MOST_STEPS + 1):
        alike: dict[Hashable, list[int]] = {}
        for index in left:
            chain = blocks[index].chain
            if steps < len(chain):
                looks = tuple(each.looks for each in chain[:steps])
                alike.setdefault((chain[steps].number, looks), []).append(index)
        series = [indices for indices in alike.values() if len(indices) >= MIN_BLOCKS]
        found += [np.array(indices, dtype=np.intp) for indices in series]
        left = sorted(set(left).difference(*series))
    return found


def begins_as_body(blocks: Sequence[Block], indices: Indices, is_body: NDArray[np.bool_]) -> bool:
    """Whether most words at the beginning of the series with these indices are body."""
    first = indices[:LONG]
    words = np.array([len(blocks[index].words) for index in first.tolist()])
    most = MOST if len(indices) >= LONG else MOST_OF_SHORT
    return bool(words @ is_body[first] >= most * words.sum())


def with_series(blocks: Sequence[Block], is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The blocks that `is_body` marks, and those that continue a series beginning as body."""
    continued = is_body.copy()
    for indices in read_series(blocks):
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
    """Whether what the block says sets it apart from the blocks around it that look alike."""
    if block.link_share > FEW_LINKS or block.has_time or is_in_post(block):
        return True
    lower = block.text[:BEGINNING].lower()
    return any(STARTS[name].match(lower) for name in _STARTS) or any(
        ANYWHERE[name].search(lower) for name in _ANYWHERE
    )
