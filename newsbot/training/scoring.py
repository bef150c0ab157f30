"""The score of extracted bodies against labelled ones, as training and benchmarks report it.

It is the measure of https://github.com/scrapinghub/article-extraction-benchmark. A body is compared
as the bag of its runs of four words. For each page three numbers are counted: the runs in both
bodies, those only in the extracted body, and those only in the labelled body. Each is divided by
the sum of the three, so that a long page weighs no more than a short one. Precision and recall are
means over pages; F1 is the harmonic mean of precision and recall.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from newsbot.training.labels import SHINGLE_WORDS

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How much an extracted and a labelled body overlap, as shares of all their runs of four words.

    The three shares sum to 1, or to 0 if both bodies are empty.
    """

    shared: float
    extra: float
    """The share of all runs of both bodies that only the extracted body has."""
    missing: float
    """The share of all runs of both bodies that only the labelled body has."""

    @property
    def precision(self) -> float | None:
        """The share of the extracted body that the label has; None where nothing was extracted."""
        return _share(self.shared, self.extra)

    @property
    def recall(self) -> float | None:
        """The share of the label that was extracted; None where there is nothing to extract."""
        return _share(self.shared, self.missing)


def overlap(label: str, found: str) -> Overlap:
    """The overlap of the extracted body `found` and the labelled body `label`."""
    wanted, given = _shingles(label), _shingles(found)
    shared = (wanted & given).total()
    total = wanted.total() + given.total() - shared or 1
    return Overlap(
        shared=shared / total,
        extra=(given.total() - shared) / total,
        missing=(wanted.total() - shared) / total,
    )


def score_bodies(pages: Sequence[Overlap]) -> dict[str, float]:
    """The f1, precision and recall of a corpus, 0 to 1, from the overlaps of its pages."""
    precision = _mean(page.precision for page in pages)
    recall = _mean(page.recall for page in pages)
    return {"f1": harmonic_mean(precision, recall), "precision": precision, "recall": recall}


def harmonic_mean(one: float, other: float) -> float:
    """The harmonic mean of two numbers; 0 where both are 0."""
    return 2 * one * other / (one + other) if one + other else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of four words is in `text`; a text of fewer words is one run."""
    words = _WORD.findall(text)
    last = max(len(words) - SHINGLE_WORDS, 0) if words else -1
    return Counter(tuple(words[at : at + SHINGLE_WORDS]) for at in range(last + 1))


def _share(hits: float, misses: float) -> float | None:
    return hits / (hits + misses) if hits + misses else None


def _mean(values: Iterable[float | None]) -> float:
    """The mean of the values that are not None; 0 if there are none."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0
