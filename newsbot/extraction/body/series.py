"""Blocks alike that stand side by side: a series that begins as body is body to its end.

The model has learned from pages of ordinary length, and what stands far from their beginning, or
last of all on a page, is mostly none. Where a block stands must not end an article.
"""

import re
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.neighbours import FEW_LINKS
from newsbot.extraction.body.features.wording import BEGINNING
from newsbot.extraction.body.vectors import Places
from newsbot.extraction.page.blocks import Block, is_in_post
from newsbot.extraction.page.text import count_words
from newsbot.extraction.page.vocabulary import ANYWHERE, STARTS

# A series has no fewer. One with fewer than LONG may go on with a signature or a date: only what
# reads like a sentence continues it. With 8 blocks for 10 and .6 for .8 andy424 loses .0005 of F1
# instead of .0003.
MIN_BLOCKS = 10
LONG = 20
SENTENCE_WORDS = 4
# It begins as body if so much of the words of its first LONG blocks is, of a short one more.
MOST = 0.6
MOST_OF_SHORT = 0.8
# Blocks stand side by side if no more steps up the same element holds them, and all between these
# two looks alike.
MOST_STEPS = 3

# What is said in place of text. How a block of a series says it, its kind differs.
_STARTS = ("more", "share", "advert", "tags", "contact", "photo")
_ANYWHERE = ("subscribe", "credit", "legal", "person")
_ENDS = re.compile(r"[.!?:;…»”“\"'\u2019)\u3002\uff01\uff1f\u300d\u300f\u0964\u06d4\u061f][\W_]*$")


def read_series(blocks: Sequence[Block]) -> list[Places]:
    """The places of each series, in ascending order; no block is in two of them."""
    found = []
    left: Iterable[int] = range(len(blocks))
    for steps in range(MOST_STEPS + 1):
        alike: dict[Hashable, list[int]] = {}
        for place in left:
            chain = blocks[place].chain
            if steps < len(chain):
                looks = tuple(each.looks for each in chain[:steps])
                alike.setdefault((chain[steps].number, looks), []).append(place)
        series = [places for places in alike.values() if len(places) >= MIN_BLOCKS]
        found += [np.array(places, dtype=np.intp) for places in series]
        left = sorted(set(left).difference(*series))
    return found


def begins_as_body(blocks: Sequence[Block], places: Places, is_body: NDArray[np.bool_]) -> bool:
    """Whether most of the series' beginning is body."""
    first = places[:LONG]
    words = np.array([len(blocks[place].words) for place in first.tolist()])
    most = MOST if len(places) >= LONG else MOST_OF_SHORT
    return bool(words @ is_body[first] >= most * words.sum())


def continued(blocks: Sequence[Block], is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`is_body`, with what continues the series that begin as body."""
    with_series = is_body.copy()
    for places in read_series(blocks):
        if not is_body[places].all() and begins_as_body(blocks, places, is_body):
            first = places[is_body[places].argmax()]
            for place in places[~is_body[places]].tolist():
                block = blocks[place]
                signs = _ends_sentence(block) + (count_words(block.text) >= SENTENCE_WORDS)
                is_long = len(places) >= LONG and place > first
                with_series[place] = signs >= (1 if is_long else 2) and not is_of_other_kind(block)
    return with_series


def is_of_other_kind(block: Block) -> bool:
    """Whether what it says, or how, tells it from the blocks around it that look alike."""
    if block.link_share > FEW_LINKS or block.has_time or is_in_post(block):
        return True
    lower = block.text[:BEGINNING].lower()
    return any(STARTS[name].match(lower) for name in _STARTS) or any(
        ANYWHERE[name].search(lower) for name in _ANYWHERE
    )


def _ends_sentence(block: Block) -> bool:
    return _ENDS.search(block.text) is not None
