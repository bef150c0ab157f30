"""Long series judged in excerpts: as if the page had no more than a part of one.

The model has learned from pages of ordinary length. In a series of thousands a block is as far from
the page's beginning as otherwise only what is no body. In an excerpt, with the page's and the
series' beginning before it and what follows the series after it, it is among its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.blocks import Block
from newsbot.extraction.features import PageText
from newsbot.extraction.kept import KEPT
from newsbot.extraction.series import begins_as_body, read_series
from newsbot.extraction.vectors import Places, Vector

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

Judge = Callable[[Sequence[Block], PageText], Vector]
"""How sure the model is of each of a page's blocks."""


def with_excerpts(
    blocks: Sequence[Block],
    page: PageText,
    certainties: Vector,
    kept: Mapping[str, Vector],
    judge: Judge,
) -> Vector:
    """`certainties`, those below SURE in long series raised to what they are in an excerpt.

    Only of series that begin as body. `kept` is how much of each block trafilatura keeps.
    """
    raised = certainties.copy()
    for series in read_series(blocks) if len(blocks) > OPENING + CORE else ():
        if len(series) > OPENING + CORE and begins_as_body(blocks, series, certainties >= SURE):
            for core, places in _excerpts(series, certainties < SURE, len(blocks)):
                chosen = [blocks[place] for place in places.tolist()]
                found = judge(chosen, _page_of(chosen, places, page, kept))
                raised[core] = np.maximum(raised[core], found[np.searchsorted(places, core)])
    return raised


def _excerpts(
    series: Places, is_unsure: NDArray[np.bool_], count: int
) -> Iterator[tuple[Places, Places]]:
    """The unsure blocks of each part of the series, and all blocks of the excerpt around them."""
    first, last = int(series[0]), int(series[-1]) + 1
    around = [
        np.arange(max(0, first - CONTEXT), min(first + OPENING, last)),
        np.arange(last, min(last + CONTEXT, count)),
    ]
    for start in range(0, len(series), CORE):
        part = series[start : start + CORE]
        core = part[is_unsure[part]]
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
