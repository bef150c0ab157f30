"""The normalised words of a text, equal for texts that differ in case, spacing and punctuation."""

import unicodedata

import regex

# Unicode's classes for scripts without spaces between words, in which each letter counts as a word.
_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_UNSPACED = regex.compile(f"[{_SCRIPTS}]")
# Matches a word. In the library regex, \w also matches the vowel signs of Hindi and Arabic.
# Python's module re would split words at these signs.
_WORD = regex.compile(r"\w+")
# A translation table that turns all ASCII characters that are not part of a word into spaces. It is
# used for texts that are all ASCII. With it, the words are found in a third of the time that the
# regular expression takes.
_NO_WORD = str.maketrans({sign: " " for sign in map(chr, range(128)) if not _WORD.match(sign)})
_WORD_OR_LETTER = regex.compile(rf"[{_SCRIPTS}]\p{{M}}*|[\w--[{_SCRIPTS}]]+", regex.V1)
# Matches soft hyphens and characters without width. Publishing systems put them into words; they
# are removed before the words are compared.
_INVISIBLE = regex.compile("[\\u00AD\\u200B-\\u200D\\u2060\\uFEFF]")


def normalized_words(text: str) -> list[str]:
    """The words of `text` in lower case and Unicode's form NFKC, without punctuation.

    In scripts without spaces each letter is a word, together with its combining marks. A line break
    always ends a word.
    """
    if text.isascii():
        return text.lower().translate(_NO_WORD).split()
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return (_WORD_OR_LETTER if _UNSPACED.search(text) else _WORD).findall(text)


def is_unspaced(words: list[str]) -> bool:
    """Whether most of `words` are single letters of scripts without spaces."""
    if "".join(words).isascii():
        return False
    letters = sum(not word.isascii() and _UNSPACED.match(word) is not None for word in words)
    return 2 * letters > len(words)


def numbers(words: list[str]) -> list[tuple[int, str]]:
    """The words that contain a digit ("1987", "4th", "m25"), each with its position in `words`."""
    odd = [(place, word) for place, word in enumerate(words) if not word.isalpha()]
    return [(place, word) for place, word in odd if any(map(str.isdigit, word))]
