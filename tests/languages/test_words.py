"""Words are counted alike in all languages, and a short news item is long enough in each."""

import pytest

from newsbot.extraction.body.isolation import is_text
from newsbot.words.counts import count_words, has_words, is_unspaced
from tests.languages.daily import first_day, reports
from tests.languages.reading import cases, table

WITHOUT_SPACES = table("words", "is_unspaced")
NUMBERS = [
    pytest.param(code, first_day(report), words, id=f"{code}-{number}")
    for code, counts in table("words", "in_daily").items()
    for number, (report, words) in enumerate(
        zip(table("copies", "daily")[code], counts, strict=True)
    )
]


@pytest.mark.parametrize(("language", "report", "words"), NUMBERS)
def test_the_words_of_a_report_are_those_that_icu_finds(
    language: str, report: str, words: int
) -> None:
    is_estimated = language in WITHOUT_SPACES
    assert count_words(report) == pytest.approx(words, rel=0.25 if is_estimated else 0)
    assert is_unspaced(report) is is_estimated


@pytest.mark.parametrize(("language", "name", "report"), reports())
def test_a_text_has_as_many_words_as_are_counted(language: str, name: str, report: str) -> None:
    counted = count_words(report)
    assert has_words(report, counted), (language, name)
    assert not has_words(report, counted + 1)


@pytest.mark.parametrize(("language", "text"), cases("words", "briefs"))
def test_a_short_news_item_is_long_enough_and_half_of_it_is_not(language: str, text: str) -> None:
    assert is_text([text]), language
    assert not is_text([text[len(text) // 2 :]])


@pytest.mark.parametrize(("language", "text"), cases("words", "briefs"))
def test_words_that_end_like_no_sentence_are_not_enough(language: str, text: str) -> None:
    words = [each.strip(".\u0964\u06d4\u1362\u3002\u104b\u17d4():,") for each in text.split()]
    assert not is_text(words), language
