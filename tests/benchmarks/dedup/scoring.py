"""Groups that were found against groups, pairs and kinds that are known.

Pairs are counted from the sizes of groups, so that a group of n texts stands for n (n - 1) / 2.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from tests.benchmarks.dedup.sets import Labelled, Pair

ORIGINAL = "orig"
"""The kind of the texts that others were made from."""

Groups = Mapping[str, Hashable]
"""Key of each text → what names its group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScore:
    """How many pairs were rightly found, wrongly found and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """1 where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """1 where there was nothing to find."""
        known = self.right + self.missed
        return self.right / known if known else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score_groups(texts: Sequence[Labelled], found: Groups) -> PairScore:
    """Over all pairs of texts that are in one group, the known or the found one."""
    right = _pairs((text.group, found[text.key]) for text in texts)
    return PairScore(
        right=right,
        wrong=count_pairs(found) - right,
        missed=_pairs(text.group for text in texts) - right,
    )


def count_pairs(found: Groups) -> int:
    """How many pairs of texts are in one group."""
    return _pairs(found.values())


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(comb(size, 2) for size in Counter(groups).values())


def score_pairs(pairs: Sequence[Pair], found: Groups) -> PairScore:
    """Over the labelled pairs alone."""
    marks = Counter((pair.is_copy, found[pair.one] == found[pair.other]) for pair in pairs)
    return PairScore(right=marks[True, True], wrong=marks[False, True], missed=marks[True, False])


def found_by_kind(texts: Sequence[Labelled], found: Groups) -> dict[str, float]:
    """For each kind of edit the share of its texts that are grouped with their original.

    A kind whose groups have no original, as texts of one template, is absent.
    """
    originals = {text.group: found[text.key] for text in texts if text.kind == ORIGINAL}
    copies = [text for text in texts if text.kind != ORIGINAL and text.group in originals]
    all_of, hits = Counter(text.kind for text in copies), Counter[str | None]()
    hits.update(text.kind for text in copies if found[text.key] == originals[text.group])
    return {kind: hits[kind] / count for kind, count in sorted(all_of.items()) if kind is not None}
