"""Estimates how well the body that was found on a page matches the true body."""

from collections.abc import Sequence

from newsbot.extraction.body.classification import ClassifiedBlock

_DIGITS = 3


def body_certainty(blocks: Sequence[ClassifiedBlock]) -> float:
    """An estimate of the F1 score of an extracted body, 0 to 1, rounded to three digits.

    Which words truly belong to the article's body is not known. So each word is assumed to belong
    to it with the probability that the model gives to the word's block. Repeated titles and the
    site's boilerplate do not count. `blocks` are all blocks of the page.
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
