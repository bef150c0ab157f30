"""The score of extracted bodies against labelled ones, as training and benchmarks report it.

It is the measure of https://github.com/scrapinghub/article-extraction-benchmark. A body is the bag
of its runs of four words. The runs that two bodies share, that only the extracted one has and that
only the labelled one has are counted and divided by their sum, so that a long page weighs no more
than a short one; precision and recall are means over pages, and F1 is the harmonic mean of the two.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

SHINGLE_WORDS = 4

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """The overlap of an extracted body and its label; its parts sum to 1, or to 0 for no text."""

    shared: float
    extra: float
    """The part that only the extracted body has."""
    missing: float
    """The part that only the label has."""

    @property
    def precision(self) -> float | None:
        """The share of the extracted body that is right; None where nothing was extracted."""
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
    """The runs of four words of `text`; a shorter text is one run."""
    words = _WORD.findall(text)
    last = max(len(words) - SHINGLE_WORDS, 0) if words else -1
    return Counter(tuple(words[at : at + SHINGLE_WORDS]) for at in range(last + 1))


def _share(hits: float, misses: float) -> float | None:
    return hits / (hits + misses) if hits + misses else None


def _mean(values: Iterable[float | None]) -> float:
    """The mean of the values that are known; 0 where none is."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0
