"""Long series of blocks, classified in excerpts of the page as if the series were short.

The model has learned from pages of ordinary length. In a series of thousands a block is as far from
the page's beginning as otherwise only boilerplate is. An excerpt has the beginning of the page and
of the series, a part of the series, and what follows the series: there a block of the part stands
among blocks like it. What follows a list of thousands of items is classified as if the list were
short.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.columns import FeaturedPage, featurise
from newsbot.extraction.body.features.kept import KEPT
from newsbot.extraction.body.lists import LIST_PARTS, read_lists
from newsbot.extraction.body.series import begins_as_body, read_series
from newsbot.extraction.body.vectors import Indices, Vector
from newsbot.extraction.page.blocks import Block

# A block that is more likely body than not is body.
PROBABLE = 0.5
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


def with_excerpts(
    page: FeaturedPage, probabilities: Vector, ask: Callable[[FeaturedPage], Vector]
) -> Vector:
    """The `probabilities` of the page's blocks, raised where an excerpt gives a higher one.

    Only probabilities below PROBABLE are raised, and of a list only those of the first LIST_PARTS
    blocks, as the others do not count.

    Args:
        page: the whole page.
        probabilities: what `ask` gives for the whole page.
        ask: gives the probability of each block of a page or excerpt.
    """
    blocks = page.blocks
    if len(blocks) <= OPENING + CORE:
        return probabilities
    raised = probabilities.copy()
    is_asked = probabilities < PROBABLE
    for indices in read_lists(blocks):
        is_asked[indices[LIST_PARTS:]] = False
    for core, indices in _excerpts(blocks, probabilities >= PROBABLE, is_asked):
        found = ask(_excerpt(page, indices))
        raised[core] = np.maximum(raised[core], found[np.searchsorted(indices, core)])
    return raised


def _excerpts(
    blocks: Sequence[Block], is_body: NDArray[np.bool_], is_asked: NDArray[np.bool_]
) -> Iterator[tuple[Indices, Indices]]:
    """For each excerpt the indices of the blocks to classify, and those of all its blocks.

    `is_body` marks the probable body of the whole page, `is_asked` the blocks to classify.
    """
    every_series = read_series(blocks)
    for series in every_series:
        if len(series) > OPENING + CORE and begins_as_body(blocks, series, is_body):
            yield from _parts(series, is_asked, len(blocks))
    endless = [series[OPENING:-MARGIN] for series in every_series if len(series) > ENDLESS]
    if endless:
        beside = np.setdiff1d(np.arange(len(blocks)), np.concatenate(endless))
        yield beside[is_asked[beside]], beside


def _parts(
    series: Indices, is_asked: NDArray[np.bool_], count: int
) -> Iterator[tuple[Indices, Indices]]:
    """For each part of a series the indices of the blocks to classify, and those of its excerpt.

    `series` has the indices of one series, `count` is the number of blocks of the page.
    """
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


def _excerpt(page: FeaturedPage, indices: Indices) -> FeaturedPage:
    """The page as if it had no other blocks than those at `indices`."""
    chosen = [page.blocks[index] for index in indices.tolist()]
    opinions = {
        name: "\n".join(
            block.text
            for block, share in zip(chosen, shares[indices].tolist(), strict=True)
            if share > KEPT
        )
        for name, shares in page.kept.items()
    }
    return featurise(chosen, replace(page.text, opinions=opinions))
