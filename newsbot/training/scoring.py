"""Scores extracted bodies by comparing them with labelled bodies.

The score is that of https://github.com/scrapinghub/article-extraction-benchmark. Bodies are
compared as bags (multisets) of word 4-grams. For each page three numbers are counted: the 4-grams
in both bodies, those only in the extracted body, and those only in the labelled body.
Each number is divided by the sum of the three, so that a long page weighs no more than a short one.
Precision and recall are means over pages; F1 is the harmonic mean of precision and recall.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from newsbot.plain_text import plain_text
from newsbot.training.labels import SHINGLE_WORDS

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How much the extracted and the labelled body of a page overlap, in word 4-grams.

    A 4-gram may be in both bodies, only in the extracted body, or only in the labelled body.
    `shared`, `extra` and `missing` are the shares of these three kinds among all 4-grams. They sum
    to 1, or to 0 if both bodies are empty.
    """

    shared: float
    extra: float
    """The share, among all 4-grams of the extracted and the labelled body, of those that are only
    in the extracted body."""
    missing: float
    """The share of 4-grams that are in the labelled body and not in the extracted body."""

    @property
    def precision(self) -> float | None:
        """The share of the extracted body that is in the labelled body.

        The result is None if the extracted body is empty.
        """
        return _share(self.shared, self.extra)

    @property
    def recall(self) -> float | None:
        """The share of the labelled body that is in the extracted body.

        The result is None if the labelled body is empty.
        """
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
    """The scores of a corpus, each 0 to 1, with the keys "f1", "precision" and "recall".

    `pages` has, for each page of the corpus, the overlap of its extracted and its labelled body.
    """
    precision = _mean(page.precision for page in pages)
    recall = _mean(page.recall for page in pages)
    return {"f1": harmonic_mean(precision, recall), "precision": precision, "recall": recall}


def harmonic_mean(one: float, other: float) -> float:
    """The harmonic mean of two numbers; 0 if both are 0."""
    return 2 * one * other / (one + other) if one + other else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """How often each word 4-gram is in `text`.

    A text of one to three words counts as one 4-gram. Soft hyphens and other invisible characters,
    which some labelled bodies have, do not separate words.
    """
    words = _WORD.findall(plain_text(text))
    last = max(len(words) - SHINGLE_WORDS, 0) if words else -1
    return Counter(tuple(words[at : at + SHINGLE_WORDS]) for at in range(last + 1))


def _share(hits: float, misses: float) -> float | None:
    return hits / (hits + misses) if hits + misses else None


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0
