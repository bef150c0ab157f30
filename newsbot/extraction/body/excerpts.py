"""Long series judged in excerpts: as if the page had no more than a part of one.

The model has learned from pages of ordinary length. In a series of thousands a block is as far from
the page's beginning as otherwise only what is no body. In an excerpt, with the page's and the
series' beginning before it and what follows the series after it, it is among its own. And what
follows thousands of a list's items is looked at as if the list were short.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.columns import PageText
from newsbot.extraction.body.features.kept import KEPT
from newsbot.extraction.body.lists import LIST_PARTS, read_lists
from newsbot.extraction.body.series import begins_as_body, read_series
from newsbot.extraction.body.vectors import Places, Vector
from newsbot.extraction.page.blocks import Block

# A block that is more likely body than not is body.
SURE = 0.5
# In series of 60 invented paragraphs, whatever their language and markup, the model finds all; the
# first that it loses of longer ones stand behind the 80th.
OPENING = 20
CORE = 40
# The model looks at blocks up to five away; what stands farther away in the page stands nearer in
# the excerpt.
MARGIN = 10
CONTEXT = 40
# What follows a series of 2 000 the model finds, of 4 000 not.
ENDLESS = 1_000

Judge = Callable[[Sequence[Block], PageText], Vector]
"""How sure the model is of each of a page's blocks."""


def with_excerpts(
    blocks: Sequence[Block],
    page: PageText,
    certainties: Vector,
    kept: Mapping[str, Vector],
    judge: Judge,
) -> Vector:
    """`certainties`, those below SURE raised to what they are in an excerpt.

    `kept` is how much of each block trafilatura keeps. Of a list only those parts are asked for
    that decide what becomes of it.
    """
    if len(blocks) <= OPENING + CORE:
        return certainties
    raised = certainties.copy()
    is_asked = certainties < SURE
    for places in read_lists(blocks):
        is_asked[places[LIST_PARTS:]] = False
    for core, places in _excerpts(blocks, certainties >= SURE, is_asked):
        chosen = [blocks[place] for place in places.tolist()]
        found = judge(chosen, _page_of(chosen, places, page, kept))
        raised[core] = np.maximum(raised[core], found[np.searchsorted(places, core)])
    return raised


def _excerpts(
    blocks: Sequence[Block], is_sure: NDArray[np.bool_], is_asked: NDArray[np.bool_]
) -> Iterator[tuple[Places, Places]]:
    """The blocks asked for, and all those of the excerpt that they are judged in."""
    every_series = read_series(blocks)
    for series in every_series:
        if len(series) > OPENING + CORE and begins_as_body(blocks, series, is_sure):
            yield from _parts(series, is_asked, len(blocks))
    endless = [series[OPENING:-MARGIN] for series in every_series if len(series) > ENDLESS]
    if endless:
        beside = np.setdiff1d(np.arange(len(blocks)), np.concatenate(endless))
        yield beside[is_asked[beside]], beside


def _parts(
    series: Places, is_asked: NDArray[np.bool_], count: int
) -> Iterator[tuple[Places, Places]]:
    """Each part of a series that begins as body, and its excerpt."""
    first, last = int(series[0]), int(series[-1]) + 1
    around = [
        np.arange(max(0, first - CONTEXT), min(first + OPENING, last)),
        np.arange(last, min(last + CONTEXT, count)),
    ]
    for start in range(0, len(series), CORE):
        part = series[start : start + CORE]
        core = part[is_asked[part]]
        if len(core):
            near = np.arange(
                max(first, int(part[0]) - MARGIN), min(last, int(part[-1]) + MARGIN + 1)
            )
            yield core, np.unique(np.concatenate([*around, near]))


def _page_of(
    chosen: Sequence[Block], places: Places, page: PageText, kept: Mapping[str, Vector]
) -> PageText:
    opinions = {
        name: "\n".join(
            block.text
            for block, share in zip(chosen, shares[places].tolist(), strict=True)
            if share > KEPT
        )
        for name, shares in kept.items()
    }
    return replace(page, opinions=opinions)
