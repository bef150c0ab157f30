"""Classifies the blocks of a long series in excerpts of the page, in which the series is short.

A series is many blocks that look alike and stand side by side, e.g. the paragraphs of a long
article. The model was trained on pages of ordinary length, where blocks far from the beginning are
boilerplate. So it takes most blocks of a series of thousands of blocks for boilerplate. Therefore a
long series is classified part by part, each part in an excerpt of the page. An excerpt has the
blocks just before the series, the beginning of the series, one part of it, and the blocks just
after it. In the excerpt, each block of this part stands among blocks like it and near the
beginning. If a series is very long, the page's other blocks are also classified in an excerpt,
which lacks the middle of the series.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.columns import FeaturedPage, featurise
from newsbot.extraction.body.features.kept import KEPT
from newsbot.extraction.body.lists import LIST_PARTS
from newsbot.extraction.body.series import begins_as_body
from newsbot.extraction.body.vectors import Indices, Vector
from newsbot.extraction.page.blocks import Block

# A block counts as body if the model gives it at least this probability of being part of the
# article's body.
PROBABLE = 0.5
# A series is a number of blocks side by side that look alike. The model classifies a long series
# part by part, each part in an excerpt of the page. Every such excerpt has this many blocks from
# the beginning of the series.
OPENING = 20
# The maximum number of blocks of a long series that are classified in one excerpt of the page. The
# excerpt also has the first OPENING blocks of the series, which makes 60 blocks of the series. This
# is a safe number: in a series of 60 invented paragraphs the model recognises every paragraph as
# body, whatever the language and markup. In longer series, it begins to miss paragraphs only after
# the 80th.
CORE = 40
# How many further blocks an excerpt of the page has on either side of the blocks to classify. The
# model classifies a block with the help of the five blocks before it and the five after it, so
# these must be the same as in the page. Ten blocks are enough for this.
MARGIN = 10
# The blocks of a long series, e.g. of comments, are classified in excerpts of the page. Each
# excerpt also has this many of the blocks before the series, and this many of the blocks after it.
CONTEXT = 40
# A series is a number of blocks that look alike, e.g. comments. If it has more blocks than this,
# the page's other blocks are classified once more in an excerpt of the page, which lacks the middle
# of the series. In a whole page, the model still finds the body after a series of 2 000 blocks, but
# not after one of 4 000.
ENDLESS = 1_000


def with_excerpts(
    page: FeaturedPage,
    probabilities: Vector,
    lists: Sequence[Indices],
    every_series: Sequence[Indices],
    ask: Callable[[FeaturedPage], Vector],
) -> Vector:
    """For each block, the probability that it is body, after some blocks were classified once more.

    A series is a number of blocks that look alike. If it is long, the model takes its later blocks
    for boilerplate, even if they are paragraphs of the article. So the blocks of a long series are
    classified once more, a part at a time, in an excerpt of the page: the page without most other
    blocks of the series. The higher of a block's two probabilities is taken.

    Blocks with a probability of PROBABLE or more are not classified once more. Of a list or table,
    only the first LIST_PARTS blocks are classified once more, because `averaged_over_lists` ignores
    the later ones.

    Args:
        page: the whole page.
        probabilities: what `ask` returns for the whole page.
        lists: for each list and data table of the page, the indices of its blocks (`read_lists`).
        every_series: for each series of the page, the indices of its blocks (`read_series`).
        ask: the function that returns the probability of each block of a page or excerpt.
    """
    blocks = page.blocks
    if len(blocks) <= OPENING + CORE:
        return probabilities
    raised = probabilities.copy()
    is_asked = probabilities < PROBABLE
    for indices in lists:
        is_asked[indices[LIST_PARTS:]] = False
    for core, indices in _excerpts(blocks, every_series, probabilities >= PROBABLE, is_asked):
        found = ask(_excerpt(page, indices))
        raised[core] = np.maximum(raised[core], found[np.searchsorted(indices, core)])
    return raised


def _excerpts(
    blocks: Sequence[Block],
    every_series: Sequence[Indices],
    is_body: NDArray[np.bool_],
    is_asked: NDArray[np.bool_],
) -> Iterator[tuple[Indices, Indices]]:
    """Yields excerpts of the page, and the blocks to classify again in each excerpt.

    A series is a number of blocks that look alike. An excerpt is the page without most blocks of a
    long series. Each excerpt is yielded as two arrays of indices: those of the blocks to classify
    again, and those of all blocks of the excerpt.

    Args:
        blocks: all blocks of the page.
        every_series: for each series of the page, the indices of its blocks.
        is_body: whether each block was body when the page was classified as a whole.
        is_asked: whether each block needs to be classified again.
    """
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
    """Cuts a series of blocks that look alike into parts, and yields two arrays for each part.

    A part is up to CORE successive blocks of the series. The first array has the indices of those
    blocks of the part that need to be classified again. The second has the indices of all blocks
    that the model sees when it classifies them: the part and the blocks near it, the beginning of
    the series, and the blocks before and after the series.

    Args:
        series: the indices of the blocks in the series.
        is_asked: for each block of the page, whether it needs to be classified again.
        count: the number of blocks of the page.
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
    """A copy of the page with only the blocks at `indices`, whose features are computed anew."""
    chosen = [page.blocks[index] for index in indices.tolist()]
    kept = "\n".join(
        block.text
        for block, share in zip(chosen, page.kept[indices].tolist(), strict=True)
        if share > KEPT
    )
    return featurise(chosen, replace(page.text, kept=kept))
