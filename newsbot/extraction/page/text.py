"""Tidy lines, and the words of a text."""

import re
from collections.abc import Iterable
from html import unescape

from newsbot.plain_text import plain_text

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WORD = re.compile(r"\w+")
# Thai, Japanese and Chinese put no spaces between words; each of their letters counts as one.
_COUNTED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|\w+")


def one_line(value: object) -> str | None:
    """`value` as one tidy line without tags and HTML entities; None unless text is left of it."""
    if not isinstance(value, str):
        return None
    return " ".join(plain_text(_TAG.sub("", _unescaped(value))).split()) or None


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a character reference of more than 4 300 digits
        return text


def word_key(text: str) -> str:
    """The word characters of `text`, case-folded: equal for strings that read alike."""
    return "".join(_WORD.findall(text.casefold()))


def words_of(text: str) -> list[str]:
    """The words of `text`, in lower case."""
    return _WORD.findall(text.lower())


def count_words(text: str) -> int:
    """How many words `text` has; in scripts without spaces, how many letters."""
    return len(_COUNTED.findall(text))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The first of each of `values`, letter case aside."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(value.casefold(), value)
    return tuple(first.values())
