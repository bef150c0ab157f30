"""Tells whether a line is long or short, in words or, in scripts without spaces, in letters."""

import re

from newsbot.extraction.page.text import is_unspaced

# Matches a letter of Thai, Lao, Burmese or Khmer. Words of these languages have about twice as many
# letters and vowel signs as Chinese and Japanese words have letters.
_LONG_WORDS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
LONGER = 2


def is_at_least(text: str, words: int, letters: int) -> bool:
    """Whether `text` has at least `words` words.

    For a script without spaces: whether it has at least `letters` characters (Chinese, Japanese),
    or LONGER times as many (Thai, Lao, Burmese, Khmer).
    """
    if text.isascii() or not is_unspaced(text):
        return len(text.split()) >= words
    return len(text) >= letters * _factor(text)


def is_longer(text: str, characters: int, letters: int) -> bool:
    """Whether `text` has more than `characters` characters.

    For a script without spaces: whether it has more than `letters` characters (Chinese, Japanese),
    or more than LONGER times as many (Thai, Lao, Burmese, Khmer).
    """
    if len(text) <= letters:
        return False
    if text.isascii() or not is_unspaced(text):
        return len(text) > characters
    return len(text) > letters * _factor(text)


def _factor(text: str) -> int:
    return LONGER if _LONG_WORDS.search(text) else 1
