"""How sure the model is of a whole body."""

from collections.abc import Sequence

from newsbot.extraction.body.classification import ClassifiedBlock

_DIGITS = 3


def body_certainty(blocks: Sequence[ClassifiedBlock]) -> float:
    """The F1 that the model expects of a body, 0 to 1, rounded to three digits.

    Each word counts with the probability of its block. The words that are expected to be body and
    were kept, twice, are divided by the words that were kept and all that are expected to be body.
    Repeated titles and the site's boilerplate do not count. `blocks` are all blocks of the page.
    """
    kept = expected = right = 0.0
    for each in blocks:
        if each.outcome not in {"body", "other"}:
            continue
        words = len(each.block.words)
        expected += each.probability * words
        if each.outcome == "body":
            kept += words
            right += each.probability * words
    return round(2 * right / (kept + expected), _DIGITS) if kept else 0.0
