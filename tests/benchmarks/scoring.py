"""Extracted articles against labelled ones: the figures that the benchmark prints and tests assert.

Bodies: the measure of https://github.com/scrapinghub/article-extraction-benchmark. A body is the
bag of its runs of four words. What two bodies share, what only the extracted one has and what only
the labelled one has are counted and divided by their sum, so that a long page weighs no more than a
short one; precision and recall are means over pages, and F1 is the harmonic mean of the two.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

SHINGLE_WORDS = 4

_WORD = re.compile(r"\w+")

Record = Mapping[str, Any]
"""id, body, title, authors (a list), date (ISO 8601); any but the id may be missing or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How one extracted body lies over its label; the parts sum to 1, or to 0 if both are empty."""

    shared: float
    extra: float
    """Only in the extracted body."""
    missing: float
    """Only in the label."""

    @property
    def precision(self) -> float | None:
        """None where nothing was extracted."""
        return _share(self.shared, self.extra)

    @property
    def recall(self) -> float | None:
        """None where there is nothing to extract."""
        return _share(self.shared, self.missing)


def score(truth: Sequence[Record], predictions: Mapping[str, Record]) -> dict[str, float]:
    """The figures of `predictions` (by id) on the pages of `truth`, each 0 to 1.

    f1, precision, recall; title, authors and date: the share of the pages labelled with the field
    that got it right, absent where no page is. A page without a prediction counts as an empty body.
    """
    pages = [(label, predictions.get(label["id"], {})) for label in truth]
    overlaps = [overlap(label["body"], found.get("body") or "") for label, found in pages]
    precision = _mean(each.precision for each in overlaps)
    recall = _mean(each.recall for each in overlaps)
    figures = {"f1": _harmonic_mean(precision, recall), "precision": precision, "recall": recall}
    for field, is_same in FIELDS.items():
        marks = [
            is_same(label[field], found.get(field)) for label, found in pages if label.get(field)
        ]
        if marks:
            figures[field] = fmean(marks)
    return figures


def overlap(label: str, found: str) -> Overlap:
    """How the body `found` lies over the body `label`."""
    wanted, given = _shingles(label), _shingles(found)
    shared = (wanted & given).total()
    total = wanted.total() + given.total() - shared or 1
    return Overlap(
        shared=shared / total,
        extra=(given.total() - shared) / total,
        missing=(wanted.total() - shared) / total,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words of `text`; a shorter text is one run."""
    words = _WORD.findall(text)
    last = max(len(words) - SHINGLE_WORDS, 0) if words else -1
    return Counter(tuple(words[at : at + SHINGLE_WORDS]) for at in range(last + 1))


def _share(hits: float, misses: float) -> float | None:
    return hits / (hits + misses) if hits + misses else None


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0


def _harmonic_mean(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _same_title(label: str, found: str | None) -> bool:
    return label.split() == (found or "").split()


def _same_authors(label: Sequence[str], found: Sequence[str] | None) -> bool:
    """As sets, letter case aside."""
    return _people(label) == _people(found or ())


def _people(names: Sequence[str]) -> set[str]:
    return {" ".join(name.casefold().split()) for name in names if name.strip()}


def _same_day(label: str, found: str | None) -> bool:
    return label[:10] == (found or "")[:10]


FIELDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "title": _same_title,
    "authors": _same_authors,
    "date": _same_day,
}
