"""A text's words, normalised: equal for texts that differ in case, spacing and punctuation."""

import unicodedata

import regex

# Letters of scripts that put no spaces between words: each counts as a word of its own.
_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_UNSPACED = regex.compile(f"[{_SCRIPTS}]")
# regex, not re: its \w holds the vowel signs of Hindi and Arabic, without which words fall apart.
_WORD = regex.compile(r"\w+")
# In ASCII the same by a table, which takes a third of the time.
_NO_WORD = str.maketrans({sign: " " for sign in map(chr, range(128)) if not _WORD.match(sign)})
_WORD_OR_LETTER = regex.compile(rf"[{_SCRIPTS}]\p{{M}}*|[\w--[{_SCRIPTS}]]+", regex.V1)
# Soft hyphens and marks of no width, which publishing systems put into words.
_INVISIBLE = regex.compile("[\\u00AD\\u200B-\\u200D\\u2060\\uFEFF]")


def normalized_words(text: str) -> list[str]:
    """The words of `text` in NFKC and lower case; punctuation, quotes included, is no word.

    In scripts without spaces each letter is one, with its marks. No word goes over lines.
    """
    if text.isascii():
        return text.lower().translate(_NO_WORD).split()
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return (_WORD_OR_LETTER if _UNSPACED.search(text) else _WORD).findall(text)


def is_unspaced(words: list[str]) -> bool:
    """Whether most of `words` are letters of scripts without spaces."""
    if "".join(words).isascii():
        return False
    letters = sum(not word.isascii() and _UNSPACED.match(word) is not None for word in words)
    return 2 * letters > len(words)


def numbers(words: list[str]) -> list[tuple[int, str]]:
    """The words that are numbers, or have one in them ("1987", "4th", "m25"), with their places."""
    odd = [(place, word) for place, word in enumerate(words) if not word.isalpha()]
    return [(place, word) for place, word in odd if any(map(str.isdigit, word))]
