"""The normalised words of a text, equal for texts that differ only in spelling.

Differences in case, spacing, punctuation, the script of digits and the forms of letters do not
count; newsbot.dedup.spelling says which forms are the same.
"""

import unicodedata

import regex

from newsbot.dedup.numerals import with_digits
from newsbot.dedup.spelling import folded

# The scripts without spaces between words, and how many letters a word has in them on average. The
# scripts are written as in the brackets of a regular expression. A letter is counted together with
# its marks, so the figures are lower than in newsbot.words. The figures were measured on news that
# the library ICU had split into words.
_LETTERS_A_WORD = (
    (r"\p{Han}\p{Hiragana}\p{Katakana}\u30FC", 1.6),
    (r"\p{Thai}\p{Lao}", 3.0),
    (r"\p{Myanmar}", 2.0),
    (r"\p{Khmer}", 2.9),
)
_SCRIPTS = "".join(letters for letters, _ in _LETTERS_A_WORD)
_UNSPACED = regex.compile(f"[{_SCRIPTS}]")
_LETTERS = [(regex.compile(f"[{letters}]"), a_word) for letters, a_word in _LETTERS_A_WORD]
# Matches a word. In the library regex, \w also matches the vowel signs of Hindi and Arabic.
# Python's module re would split words at these signs.
_WORD = regex.compile(r"\w+")
# A translation table that turns all ASCII characters that are not part of a word into spaces. It is
# used for texts that are all ASCII. With it, the words are found in a third of the time that the
# regular expression takes.
_NO_WORD = str.maketrans({sign: " " for sign in map(chr, range(128)) if not _WORD.match(sign)})
_WORD_OR_LETTER = regex.compile(rf"[{_SCRIPTS}]\p{{M}}*|[\w--[{_SCRIPTS}]]+", regex.V1)
# Matches soft hyphens, variation selectors and characters without width. Publishing systems put
# them into words; they are removed before the words are compared.
_INVISIBLE = regex.compile("[\\u00AD\\u200B-\\u200D\\u2060\\uFE00-\\uFE0F\\uFEFF]")


def normalized_words(text: str) -> list[str]:
    """The words of `text` in lower case and Unicode's form NFKC, without punctuation.

    In scripts without spaces each letter is a word, together with its combining marks. A number in
    digits of any script or in Chinese numerals is a word in ASCII digits. A line break always ends
    a word.
    """
    if text.isascii():
        return text.lower().translate(_NO_WORD).split()
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    text = folded(text.replace("ß", "ss"))  # "ss" is the Swiss spelling of "ß"
    if _UNSPACED.search(text) is None:
        return _WORD.findall(text)
    return _WORD_OR_LETTER.findall(with_digits(text))


def letters_a_word(words: list[str]) -> float | None:
    """The average number of letters in a word if most of `words` are single letters; else None.

    `words` come from `normalized_words`, which gives single letters in scripts without spaces.
    """
    text = "".join(words)
    if text.isascii() or _UNSPACED.search(text) is None:
        return None
    letters = {a_word: len(letter.findall(text)) for letter, a_word in _LETTERS}
    most = max(letters, key=letters.__getitem__)
    return most if 2 * sum(letters.values()) > len(words) else None


def numbers(words: list[str]) -> list[tuple[int, str]]:
    """The words that contain a digit ("1987", "4th", "m25"), each with its position in `words`."""
    odd = [(place, word) for place, word in enumerate(words) if not word.isalpha()]
    return [(place, word) for place, word in odd if any(map(str.isnumeric, word))]
