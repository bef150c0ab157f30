"""Paragraphs of invented words in many languages, of which bodies are put together.

The words of a language follow Zipf's law: the frequency of a word is inverse to its rank.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

LANGUAGES = {
    "en": 30, "es": 10, "de": 8, "fr": 7, "pt": 6, "ru": 6, "it": 5, "ar": 4, "zh": 4, "tr": 3,
    "pl": 3, "nl": 3, "ja": 2, "uk": 2, "fa": 2, "sv": 1, "cs": 1, "el": 1, "he": 1, "hi": 1,
}  # fmt: skip
"""The share of the articles in each language, in per cent."""
UNSPACED = frozenset({"zh", "ja"})
PARAGRAPHS = 4000
"""Paragraphs of a language."""
WORDS = 45
"""Words of a paragraph."""
VOCABULARY = 60_000
SENTENCE_WORDS = 15

_SEED = 20260511
_LETTERS = {
    "ru": "бвгдзклмнпрст аеиоу", "uk": "бвгдзклмнпрст аеиоі", "el": "βγδζκλμνπρστ αεηιο",
    "ar": "بتجدرزسشعفقك اوي", "fa": "بتجدرزسشعفقپ اوی", "he": "בגדזחטכלמנסע אוי",
    "hi": "कगजटडतदनपबमय ािीुे", "zh": "的一是不了人我在有他 这中大来上国个到说们",
    "ja": "のにはをたがでてとし 日本国人年大十二本中",
}  # fmt: skip
_LATIN = "bdfgklmnprstvz aeiou"


def paragraphs() -> Iterator[tuple[str, int, str]]:
    """The language, the number from 0 on, and the text of each paragraph."""
    for language in LANGUAGES:
        for number, text in enumerate(_paragraphs_of(language)):
            yield language, number, text


def words_of(language: str) -> list[str]:
    """The words of a language, the most frequent first."""
    return list(map(str, _words(language)))


def _paragraphs_of(language: str) -> Iterator[str]:
    words, chance = _words(language), np.random.default_rng([_SEED, *language.encode(), 1])
    space = "" if language in UNSPACED else " "
    stop = "。" if language in UNSPACED else ". "
    for _ in range(PARAGRAPHS):
        drawn = words[_cumulated().searchsorted(chance.random(WORDS))]
        sentences = [
            space.join(drawn[first : first + SENTENCE_WORDS]).capitalize()
            for first in range(0, WORDS, SENTENCE_WORDS)
        ]
        yield stop.join(sentences) + stop.rstrip()


@cache
def _words(language: str) -> NDArray[np.object_]:
    chance = np.random.default_rng([_SEED, *language.encode()])
    firsts, seconds = _LETTERS.get(language, _LATIN).split(" ")
    syllables = [first + second for first in firsts for second in seconds]
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        picked = chance.choice(syllables, (VOCABULARY, 4))
        lengths = chance.integers(1, 5, VOCABULARY)
        made |= dict.fromkeys(
            "".join(row[:length]) for row, length in zip(picked, lengths, strict=True)
        )
    # The most frequent words are the short ones, as in any language.
    return np.array(sorted(list(made)[:VOCABULARY], key=len), dtype=object)


@cache
def _cumulated() -> NDArray[np.float64]:
    sums: NDArray[np.float64] = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
    sums /= sums[-1]
    return sums
