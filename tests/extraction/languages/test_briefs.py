"""A news item of one paragraph is long enough for an article, in every language alike."""

import tomllib
from pathlib import Path

import pytest

from newsbot.extraction.body.isolation import is_text

BRIEFS = tomllib.loads(Path(__file__).with_name("briefs.toml").read_text("utf-8"))


@pytest.mark.parametrize("text", BRIEFS.values(), ids=BRIEFS)
def test_a_short_news_item_is_long_enough_and_half_of_it_is_not(text: str) -> None:
    assert is_text([text])
    assert not is_text([text[len(text) // 2 :]])


@pytest.mark.parametrize("text", BRIEFS.values(), ids=BRIEFS)
def test_words_that_end_like_no_sentence_are_not_enough(text: str) -> None:
    words = text.split()
    assert not is_text([each.strip(".\u0964\u06d4\u1362\u3002\u104b\u17d4():,") for each in words])
