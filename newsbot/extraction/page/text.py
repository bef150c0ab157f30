"""Functions that tidy a text into one line, and that find, count and compare its words."""

import re
from collections.abc import Iterable
from contextlib import suppress
from html import unescape
from itertools import islice

from newsbot.plain_text import plain_text

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# Matches the tags at which a browser starts a new line.
_LINE_TAG = re.compile(r"</?(?:br|div|h[1-6]|li|p|td|tr)\b[^<>]*>", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# The bytes of the ASCII characters that are no part of a word.
_ASCII_SIGNS = bytes(byte for byte in range(0x80) if not _WORD.match(chr(byte)))
# Thai, Lao, Burmese, Khmer, Japanese and Chinese put no spaces between words; each of their letters
# counts as a word.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9d\U00020000-\U0003ffff]"
)
_COUNTED = re.compile(rf"{_UNSPACED.pattern}|\w+")


def one_line(value: object) -> str | None:
    """`value` as one tidy line without tags and HTML entities; None if nothing is left.

    A space stands where a tag such as <br> would start a new line. The result is also None if
    `value` is no string.
    """
    if not isinstance(value, str):
        return None
    with suppress(ValueError):  # a character reference of more than 4 300 digits
        value = unescape(value)
    if "<" in value:
        value = _TAG.sub("", _LINE_TAG.sub(" ", value))
    return " ".join(plain_text(value).split()) or None


def word_key(text: str) -> str:
    """The words of `text`, case-folded and joined: equal for texts that have the same words."""
    folded = text.casefold()
    if folded.isascii():  # as most texts are; this takes two thirds of the time
        return folded.encode().translate(None, _ASCII_SIGNS).decode()
    return "".join(_WORD.findall(folded))


def words_of(text: str) -> list[str]:
    """The words of `text`, in lower case."""
    return _WORD.findall(text.lower())


def count_words(text: str) -> int:
    """The number of words in `text`; in scripts without spaces each letter is a word."""
    return len(_COUNTED.findall(text))


def has_words(text: str, least: int) -> bool:
    """Whether `text` has at least `least` words, by `count_words`; the rest of it is not read."""
    return next(islice(_COUNTED.finditer(text), least - 1, None), None) is not None


def is_unspaced(text: str) -> bool:
    """Whether `text` has letters of a script that puts no spaces between words."""
    return _UNSPACED.search(text) is not None


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repetitions. If values differ only in case, the first of them is kept."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(value.casefold(), value)
    return tuple(first.values())
