"""Splits a byline between two names, at the word for "and" in many languages.

In Arabic and Hebrew, "and" is written as a part of the next word: "wa-Layla" is "and Layla".
"""

import re

from newsbot.extraction.metadata.people.naming.leads import EAST_ASIAN
from newsbot.extraction.page.phrases import phrases, words
from newsbot.words.agencies import agencies_called

_FULL_NAME_WORDS = 2
_AND = re.compile(rf"\s+(?:{phrases('and')}|{phrases('with')}|&)\s+", re.IGNORECASE)
# Words for "and" that some languages also write within one name, as in "Ortega y Gasset". Such a
# word separates two names only if a full name follows it.
_AND_IN_NAMES = re.compile(rf"\s+{phrases('and_in_names')}\s+(?=[\w.'\u2019-]+\s\w)")
_ATTACHED = re.compile(rf"\s*(?:{'|'.join(sorted(words('and_attached')))})\s*")
_BEFORE_AND_IN = words("before_and_in")
# Chinese and Japanese write "and" between two names without spaces.
_HAN_AND = re.compile(rf"(?<={EAST_ASIAN}{{2}})[\u548c\u4e0e\u8207\u3068](?={EAST_ASIAN}{{2}})")
_MOST_HAN_LETTERS = 5
# The letters for "and" in Arabic and in Hebrew. Each is joined to the word after it.
_WAW, _VAV = "\u0648", "\u05d5"
_LIKE_AND = words("names_like_and")


def names_joined(text: str) -> list[str]:
    """The parts of a text between the words for "and" and "with"."""
    halves = [half for name in _AND.split(text) for half in _AND_IN_NAMES.split(name)]
    apart = [part for half in halves for part in _ATTACHED.split(half)]
    return [name for part in apart for half in _at_han(part) for name in _at_prefix(half)]


def with_plain_and(byline: str) -> str:
    """`byline` with "&" in place of the word "in", which is "and" in Slovenian.

    Only a byline that begins with a Slovenian label is changed: "Avtor: Ana Novak in Jan Kos". In
    other bylines, "in" may be the English word.
    """
    label = re.match(r"\W*(\w+)", byline)
    is_and = label is not None and label[1].casefold() in _BEFORE_AND_IN
    return byline.replace(" in ", " & ") if is_and else byline


def without_and(name: str) -> str:
    """`name` without the "and" with which it begins, if any.

    Arabic and Hebrew write "and" as a letter at the beginning of the next word, e.g. of the last
    name in a list of names.
    """
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    return name.lstrip()[_prefix_length(first) :] if _prefix_length(first) else name


def _at_han(part: str) -> list[str]:
    halves = _HAN_AND.split(part)
    are_names = all(len(half) <= _MOST_HAN_LETTERS for half in halves)
    return halves if are_names else [part]


def _at_prefix(part: str) -> list[str]:
    """The names in `part`, a piece of a byline, split at each Arabic or Hebrew "and".

    This "and" is a letter that is joined to the next word. `part` is split before it only if two
    words or an agency stand before it, and if the next name has two words. So the Hebrew name
    "Elinor Vardi" is not split, although "Vardi" begins with the same letter as "and".
    """
    if _WAW not in part and _VAV not in part:
        return [part]
    tokens = part.split()
    for at in range(1, len(tokens) - 1):
        length = _prefix_length(tokens[at])
        if length and (at >= _FULL_NAME_WORDS or agencies_called(tokens[0])):
            rest = " ".join([tokens[at][length:], *tokens[at + 1 :]])
            return [" ".join(tokens[:at]), *_at_prefix(rest)]
    return [part]


def _prefix_length(word: str) -> int:
    """The number of letters of an "and" with which a word begins; 0 if it begins with none."""
    if len(word) <= _FULL_NAME_WORDS or word[0] not in (_WAW, _VAV) or word in _LIKE_AND:
        return 0
    return 2 if word[1] in "-\u05be" else 1
