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

    f1, precision, recall, and those of `score_fields`. A page without a prediction counts as an
    empty body.
    """
    return score_bodies(overlaps(truth, predictions)) | score_fields(truth, predictions)


def overlaps(truth: Sequence[Record], predictions: Mapping[str, Record]) -> list[Overlap]:
    """How each page's predicted body lies over its label, in the order of `truth`."""
    bodies = [(label["body"], predictions.get(label["id"], {}).get("body")) for label in truth]
    return [overlap(label, found or "") for label, found in bodies]


def score_bodies(pages: Sequence[Overlap]) -> dict[str, float]:
    """f1, precision and recall of a corpus' pages."""
    precision = _mean(page.precision for page in pages)
    recall = _mean(page.recall for page in pages)
    return {"f1": harmonic_mean(precision, recall), "precision": precision, "recall": recall}


def score_fields(truth: Sequence[Record], predictions: Mapping[str, Record]) -> dict[str, float]:
    """title, authors, date: the share of the pages labelled with it that got the field right.

    A field that no page is labelled with is absent.
    """
    pages = [(label, predictions.get(label["id"], {})) for label in truth]
    marks = {
        field: [
            is_same(label[field], found.get(field)) for label, found in pages if label.get(field)
        ]
        for field, is_same in FIELDS.items()
    }
    return {field: fmean(each) for field, each in marks.items() if each}


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


def harmonic_mean(one: float, other: float) -> float:
    """0 where both are 0."""
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
