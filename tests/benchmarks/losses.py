"""Finds the pages whose body is much worse than trafilatura's, which the mean of a corpus hides."""

from collections.abc import Mapping, Sequence

from newsbot.training.corpus import Corpus
from newsbot.training.scoring import Overlap, harmonic_mean

SETTINGS = ("trafilatura", "trafilatura-precision")
"""The two systems of which the better one, page by page, is what a body is held against.

trafilatura-fast is the first of them without its fallbacks, and no setting of its own.
"""
LEAST = 0.05
"""By how much the F1 of a page has to be lower for the page to count."""


def losses(
    corpus: Corpus, system: str, bodies: Mapping[str, Sequence[Overlap]]
) -> dict[str, float]:
    """Page id → how far the page's F1 is below that of the better setting, the largest loss first.

    `bodies` has each system's overlaps, in the order of the corpus' labels. Pages that lose less
    than LEAST are left out. A setting that was not measured is passed over.
    """
    settings = [list(map(page_f1, bodies[name])) for name in SETTINGS if name in bodies]
    lost = {
        label["id"]: max(others) - page_f1(page)
        for label, page, *others in zip(corpus.truth, bodies[system], *settings, strict=True)
    }
    ranked = sorted(lost.items(), key=lambda each: -each[1])
    return {page_id: loss for page_id, loss in ranked if loss >= LEAST}


def page_f1(page: Overlap) -> float:
    """The F1 of one page, 0 to 1; 0 where either body is empty."""
    return harmonic_mean(page.precision or 0, page.recall or 0)
