"""Counts the words of a text in any script, also in scripts that put no spaces between words.

Thai, Lao, Burmese, Khmer, Chinese and Japanese put no spaces between words. There, words are
counted by their letters: as many letters as a word has on average count as a word.
"""

import math
import re
from itertools import islice
from unicodedata import category

import regex

# Matches a letter, mark or digit of a script that puts no spaces between words. The pattern tells
# quickly that a text has none.
_MAYBE_UNSPACED = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
    "\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]"
)
# All vowel signs and other marks of the scripts from Hebrew to Georgian that put spaces between
# words, e.g. those of Hindi. In the module `re`, \w does not match them, but they do not end a
# word.
_MARKS = "".join(
    mark
    for mark in map(chr, range(0x591, 0x1CFA))
    if category(mark)[0] == "M" and not _MAYBE_UNSPACED.match(mark)
)
# The zero-width non-joiner and the zero-width joiner, which are part of words in e.g. Persian,
# Malayalam and Sinhala.
_JOINERS = "\u200c\u200d"
_MARK = re.compile(f"[{_MARKS}{_JOINERS}]+")
_WORD = re.compile(rf"\w[\w{_MARKS}{_JOINERS}]*")

LETTERS_A_WORD = (
    # U+30FC and U+FF70 are the sign for a long vowel of Japanese, which Unicode gives no script.
    (r"\p{Han}\p{Hiragana}\p{Katakana}\u30fc\uff70", 1.75),
    (r"\p{Thai}\p{Lao}", 4.1),
    (r"\p{Myanmar}", 4.7),
    (r"\p{Khmer}", 5.0),
)
"""The scripts without spaces between words, and how many letters and marks a word has there.

The scripts are written as in the brackets of a regular expression. The figures are those by which
the dictionaries of ICU (International Components for Unicode) divide news texts: 1.8 for Chinese,
1.7 for Japanese. Lao is counted as Thai.
"""

_RUNS = [
    (regex.compile(rf"[[{letters}]--[\p{{Nd}}\p{{P}}\p{{S}}]]+", regex.V1), a_word)
    for letters, a_word in LETTERS_A_WORD
]


def words_in(text: str) -> list[str]:
    """The words of `text`: runs of letters and digits, together with their vowel signs and joiners.

    Scripts without spaces between words are an exception. There, each run of letters is taken for a
    word, even if it is a whole clause. A vowel sign ends the run and is left out.
    """
    return _WORD.findall(text)


def without_marks(text: str) -> str:
    """The text without the vowel signs and joiners that can stand in its words."""
    return text if text.isascii() else _MARK.sub("", text)


def is_unspaced(text: str) -> bool:
    """Whether `text` has letters of a script that puts no spaces between words."""
    return _MAYBE_UNSPACED.search(text) is not None


def count_words(text: str) -> int:
    """The number of words in `text`; in scripts without spaces, an estimate from the letters."""
    if text.isascii() or not is_unspaced(text):
        return len(_WORD.findall(text))
    unspaced = 0.0
    for run, a_word in _RUNS:
        rest, runs = run.subn(" ", text)
        unspaced += (len(text) - len(rest) + runs) / a_word  # `rest` has a space for each run
        text = rest
    return len(_WORD.findall(text)) + math.ceil(unspaced)


def has_words(text: str, least: int) -> bool:
    """Whether `text` has at least `least` words, as `count_words` counts them.

    This is faster than `count_words`, because it stops at the word number `least`. Only a text in a
    script without spaces between words is counted to its end.
    """
    if not text.isascii() and is_unspaced(text):
        return count_words(text) >= least
    return next(islice(_WORD.finditer(text), least - 1, None), None) is not None
