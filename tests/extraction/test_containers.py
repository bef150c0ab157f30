"""The kinds of elements that the names of classes tell."""

from itertools import product

import pytest

from newsbot.extraction.page.containers import _HEADS, _word_marks
from newsbot.extraction.page.vocabulary import CLASS_WORDS

WORDS = [
    word
    for pattern in CLASS_WORDS.values()
    for each in pattern.pattern.split("|")
    for word in {each.replace("?", ""), each.replace("s?", "")}
]


def test_each_pattern_is_tried_once_for_a_word() -> None:
    assert all(len({*patterns}) == len(patterns) for patterns in _HEADS.values())


@pytest.mark.parametrize(("before", "after"), list(product(("", "a"), ("", "s", "box"))))
def test_a_word_has_the_mark_of_each_kind_whose_pattern_matches(before: str, after: str) -> None:
    for each in WORDS:
        word = before + each.strip("^$") + after
        kinds = [bit for bit, kind in enumerate(CLASS_WORDS.values()) if kind.search(word)]
        assert _word_marks(word) == sum(1 << bit for bit in kinds), word
