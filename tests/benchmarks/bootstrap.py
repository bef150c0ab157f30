"""How far an F1 would have been another had other pages been drawn.

The percentile bootstrap of Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 13:
the pages are drawn again with replacement, many times, and F1 is computed of each draw. The draws
are the same for all systems, so that differences between two of them are paired.
"""

import random
from collections.abc import Sequence
from functools import lru_cache
from statistics import fmean

from newsbot.training.scoring import Overlap, harmonic_mean
from tests.benchmarks.measuring import percentile

DRAWS = 1000
TAIL = 0.025
"""The share of draws left out on either side: the intervals are those of 95 %."""

_SEED = 20240229


def resampled_f1(pages: Sequence[Overlap]) -> list[float]:
    """F1 of each draw, in the same order for all systems on the same number of pages."""
    precisions = [page.precision for page in pages]
    recalls = [page.recall for page in pages]
    return [
        harmonic_mean(_mean(precisions, draw), _mean(recalls, draw)) for draw in _draws(len(pages))
    ]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Between which two of its values the middle 95 % lie."""
    return percentile(values, TAIL), percentile(values, 1 - TAIL)


@lru_cache(maxsize=1)
def _draws(pages: int) -> list[list[int]]:
    """As many page numbers as there are pages, for each draw."""
    dice = random.Random(_SEED)  # noqa: S311 - statistics, nothing secret
    return [dice.choices(range(pages), k=pages) for _ in range(DRAWS)]


def _mean(values: Sequence[float | None], draw: Sequence[int]) -> float:
    """The mean of the drawn values that are known, 0 where none is, as in `scoring`."""
    known = [value for page in draw if (value := values[page]) is not None]
    return fmean(known) if known else 0.0
