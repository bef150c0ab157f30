"""Stored and shown text has no characters that a database refuses or a terminal obeys."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.plain_text import cut, one_line, plain_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))
HOSTILE = st.lists(
    st.sampled_from(["\x1b", "\x9b", "[", "]", "31", "m", ";", "\x07", "\\", "\r", "\n", "\0"])
    | st.text(max_size=3)
).map("".join)
UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize(
    ("sequence", "what"),
    [
        ("\x1b[31m", "a colour"),
        ("\x1b[2J\x1b[1;1H", "a cleared screen"),
        ("\x1b]0;you were owned\x07", "a window's title"),
        ("\x1b]8;;https://evil.example\x1b\\", "a link"),
        ("\x1bPq#0\x1b\\", "a picture"),
    ],
)
def test_what_a_terminal_obeys_is_gone_with_its_content(sequence: str, what: str) -> None:
    assert plain_text(f"Ferry {sequence}sails") == "Ferry sails", what


def test_a_control_string_that_never_ends_takes_no_text_with_it() -> None:
    assert plain_text("\x1b]0;Ferry sails") == "]0;Ferry sails"


def test_marks_of_windows_1252_read_as_controls_take_no_text_with_them() -> None:
    assert plain_text("\x93Ferry\x94 \x9bK\x9b \x9dsails\x9c") == "Ferry K sails"


@pytest.mark.parametrize(
    "character",
    [
        *"\0\x01\x08\x1b\x7f\x80\x9f\u202a\u202e\u2066\u2069\ud800\udfff\ufdd0\uffff\U0001fffe\U0010ffff"
        "\u00ad\u200b\u2060\u2063\u206a\ufeff"
    ],
)
def test_a_character_that_is_none_for_readers_is_gone(character: str) -> None:
    assert plain_text(f"Fer{character}ry") == "Ferry"


@pytest.mark.parametrize(
    "text",
    [
        "tab\tand\nline",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "👩\u200d🚒",
        "(\u200f\u05e9\u05dc\u05d5\u05dd\u200e)",
        "\u061c٣",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\U00020000\U0010fffd",
        "\ufffd",
    ],
)
def test_what_scripts_need_stays(text: str) -> None:
    assert plain_text(text) == text


def test_every_line_ends_in_a_newline_and_no_words_run_together() -> None:
    assert plain_text("a\r\nb\rc\x85d\u2028e\x0cf\x1eg") == "a\nb\nc\nd\ne f g"


@UNHURRIED
@given(ANY_TEXT | HOSTILE)
def test_any_text_becomes_storable_and_stays_so(text: str) -> None:
    plain = plain_text(text)
    plain.encode()
    kinds = {unicodedata.category(character) for character in plain if character not in "\n\t"}
    assert not kinds & {"Cc", "Cs"}
    assert plain_text(plain) == plain


@UNHURRIED
@given(ANY_TEXT | HOSTILE, st.integers(2, 40))
def test_a_line_is_one_tidy_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line.splitlines() == ([line] if line else [])
    assert line == line.strip()


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("Ferry sails", 11, "Ferry sails"),
        ("Ferry sails again", 9, "Ferry…"),
        ("Ferry sails again", 12, "Ferry sails…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("A Donaudampfschifffahrt", 10, "A Donauda…"),
    ],
)
def test_a_text_is_cut_at_a_word_where_there_is_one(text: str, limit: int, kept: str) -> None:
    assert cut(text, limit) == kept
