"""Strings as they may be stored: no control characters, no lone surrogates, tidy spacing."""

import re
from collections.abc import Iterable
from html import unescape

# PostgreSQL refuses NUL, UTF-8 refuses surrogates; no reader wants the other controls.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WORD = re.compile(r"\w+")
# Thai, Japanese and Chinese put no spaces between words; each of their letters counts as one.
_COUNTED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|\w+")


def one_line(value: object) -> str | None:
    """`value` as one tidy line without tags and HTML entities; None unless text is left of it."""
    if not isinstance(value, str):
        return None
    return " ".join(storable(_TAG.sub("", unescape(value))).split()) or None


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


def storable(text: str) -> str:
    """`text` without the characters that PostgreSQL or UTF-8 refuses, and other controls."""
    return _UNSTORABLE.sub("", text)
