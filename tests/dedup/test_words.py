"""The normalised words of a text: which differences in spelling count, in every script."""

# ruff: noqa: RUF001 - the texts are in the scripts of the world

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.dedup.words import letters_a_word, normalized_words, numbers


@pytest.mark.parametrize(
    "text",
    [
        "The ferry isn't late, it's back",
        "THE FERRY ISN'T LATE: IT'S BACK!",
        "  The\tferry \n isn't\u00a0late\u2003—\u2009it's back  ",
        "“The ferry” isn’t late; it’s ‘back’",
        "\"The ferry\" isn't late... it's «back»",
    ],
)
def test_case_spacing_punctuation_and_quotes_do_not_count(text: str) -> None:
    assert " ".join(normalized_words(text)) == "the ferry isn t late it s back"


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Ｆｅｒｒｙ　１２：３０", ["ferry", "12", "30"]),
        ("ﬁnal oﬀer", ["final", "offer"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("ﾌｪﾘ", ["フ", "ェ", "リ"]),
        ("30 m²", ["30", "m2"]),
    ],
)
def test_letters_of_another_width_or_composition_are_the_same(
    printed: str, words: list[str]
) -> None:
    assert normalized_words(printed) == words


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"])
def test_soft_hyphens_and_marks_without_width_part_no_word(mark: str) -> None:
    assert normalized_words(f"har{mark}bour") == ["harbour"]
    assert normalized_words(f"é{mark}té") == ["été"]


@pytest.mark.parametrize("word", ["समाचार", "हिन्दी", "கிழமை", "செய்தி", "소식"])
def test_vowel_signs_and_marks_stay_in_their_word(word: str) -> None:
    assert normalized_words(f"{word}، {word}।") == [word, word]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("渡轮，周一复航。", "渡 轮 周 一 复 航"),
        ("船は月曜に、", "船 は 月 曜 に"),
        ("เรือข้ามฟาก", "เ รื อ ข้ า ม ฟ า ก"),
        ("ຂ່າວ", "ຂ່ າ ວ"),
        ("ព័ត៌មាន", "ព័ ត៌ មា ន"),
        ("မြန်မာ", "မြ န် မာ"),
    ],
)
def test_scripts_without_spaces_have_a_word_a_letter_with_its_marks(
    text: str, letters: str
) -> None:
    assert normalized_words(text) == letters.split()
    assert letters_a_word(normalized_words(text)) is not None


def test_latin_words_and_numbers_among_such_letters_stay_whole() -> None:
    assert normalized_words("NATO在2026年峰会") == ["nato", "在", "2026", "年", "峰", "会"]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("在北京 said board", 1.6),
        ("在北 said board", None),
        ("船は月曜に出る", 1.6),
        ("ข่าว news", 3.0),
        ("ຂ່າວ", 3.0),
        ("မြန်မာ", 2.0),
        ("ព័ត៌មាន", 2.9),
        ("समाचार पत्र", None),
        ("", None),
    ],
)
def test_a_word_has_several_letters_if_most_words_of_the_text_are_such_letters(
    text: str, letters: float | None
) -> None:
    assert letters_a_word(normalized_words(text)) == letters


def test_a_word_with_a_digit_in_it_is_a_number() -> None:
    words = normalized_words("On the 4th the M25 had 1,987 cars, ٣ buses and no tram")
    assert numbers(words) == [(2, "4th"), (4, "m25"), (6, "1"), (7, "987"), (9, "3")]


@given(st.text(st.characters(max_codepoint=127)))
def test_words_of_ascii_are_those_of_the_expression(text: str) -> None:
    assert normalized_words(text) == re.findall(r"\w+", text.lower())


@given(st.text(st.sampled_from("aZ9_ \n\u0301\u00adΣσ字ก\u0e31'’½ﬁ三十ß٣ё")))
def test_no_word_goes_over_lines(text: str) -> None:
    by_line = [word for line in text.split("\n") for word in normalized_words(line)]
    assert normalized_words(text) == by_line


@given(st.lists(st.from_regex(r"[a-z0-9éあ字ก]{1,8}", fullmatch=True)))
def test_normalised_words_stay_as_they_are(drawn: list[str]) -> None:
    words = normalized_words(" ".join(drawn))
    assert normalized_words(", ".join(words)) == words
