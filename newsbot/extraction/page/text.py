"""Functions that tidy a text into one line, and that find, count and compare its words."""

import re
from collections.abc import Iterable
from contextlib import suppress
from html import unescape

from newsbot.plain_text import plain_text

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WORD = re.compile(r"\w+")
# Thai, Japanese and Chinese put no spaces between words; each of their letters counts as a word.
_COUNTED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|\w+")


def one_line(value: object) -> str | None:
    """`value` as one tidy line without tags and HTML entities; None if nothing is left.

    The result is also None if `value` is no string.
    """
    if not isinstance(value, str):
        return None
    with suppress(ValueError):  # a character reference of more than 4 300 digits
        value = unescape(value)
    return " ".join(plain_text(_TAG.sub("", value)).split()) or None


def word_key(text: str) -> str:
    """The words of `text`, case-folded and joined: equal for texts that have the same words."""
    return "".join(_WORD.findall(text.casefold()))


def words_of(text: str) -> list[str]:
    """The words of `text`, in lower case."""
    return _WORD.findall(text.lower())


def count_words(text: str) -> int:
    """The number of words in `text`; in scripts without spaces each letter is a word."""
    return len(_COUNTED.findall(text))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repetitions. If values differ only in case, the first of them is kept."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(value.casefold(), value)
    return tuple(first.values())
