"""Extracted articles against labelled ones: the figures that the benchmark prints and tests assert.

Bodies are scored as in `newsbot.training.scoring`.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any

from newsbot.training.scoring import Overlap, overlap, score_bodies

Record = Mapping[str, Any]
"""id, body, title, authors (a list), date (ISO 8601); any but the id may be missing or None."""


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
