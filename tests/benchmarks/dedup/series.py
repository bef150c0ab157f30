"""An endless series of invented articles, as a crawler of many sites would meet them.

The article of a number is always the same, whatever was made before. Of ten three are copies of
earlier ones: verbatim, cut short, or with a foreign paragraph. Half of all copies are of wire
stories, one number of WIRE, which therefore have about thirty each; the others are of any earlier
article. Every second site ends each article with lines of its own, and one article of five carries
one of a few lines that stand on all sites.
"""

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.boilerplate import block_key
from newsbot.items import Article

SITES = 200
DAYS = 4
START = datetime(2026, 5, 11, tzinfo=UTC)
END = START + timedelta(days=DAYS)
COPIED_WITHIN = timedelta(days=1)

COPIES = (3, 6, 9)
"""The last digits of the numbers of copies."""
WIRE = 200
SAME_SITE = 50
"""One copy of so many numbers is on its original's own site, in another section."""

VOCABULARY = 30_000
# News has a median of 350 words, a mean of 400, and few texts of over 1 500.
MEDIAN_WORDS, SIGMA = 350, 0.55
FEWEST_WORDS, MOST_WORDS = 60, 4000
SENTENCES_A_LINE = 3
SENTENCE_WORDS = (8, 26)
SITE_LINES = 2
HOT_LINES = 20
HOT_SHARE = 0.2

_SEED = 20260511
_SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]


def is_copy(number: int) -> bool:
    """Whether the article of this number is a copy of one with a lower number."""
    return number % 10 in COPIES


def original_of(number: int) -> int:
    """The number of the article that a copy is of, never itself a copy; others' own."""
    if not is_copy(number):
        return number
    chance = _chance(number, "original")
    base = int(chance.integers(number))
    if chance.random() < 1 / 2:
        return base - base % WIRE
    return base - is_copy(base)


def article(number: int) -> Article:
    """The article of this number, from 0."""
    site, lines = site_key(site_number(number)), _text_lines(number)
    body = [*lines, *_hot_lines(number), *_site_lines(site_number(number))]
    url = f"https://{site}/{_slug(lines[0])}{_address_end(number)}"
    return Article(
        url=url,
        requested_url=url,
        site=site,
        fetched_at=fetched_at(number),
        title=lines[0][:60].rpartition(" ")[0],
        body="\n".join(body),
        language="en",
        block_keys=tuple(map(block_key, body)),
        recurring_lines=_recurring(number, len(body)),
        extractor="none",
        extractor_version="0",
    )


def site_number(number: int) -> int:
    """Which of the sites has the article: numbers of any one ending are spread over all."""
    if number % SAME_SITE == COPIES[0]:
        return site_number(original_of(number))
    return (number + number // 10) % SITES


def site_key(site: int) -> str:
    """The host of one of the sites."""
    return f"site{site}.example"


def fetched_at(number: int) -> datetime:
    """Any moment of the days; of a copy at most a day after its original."""
    share = float(_chance(number, "moment").random())
    if not is_copy(number):
        return START + share * (END - START)
    first = fetched_at(original_of(number))
    return first + share * min(COPIED_WITHIN, END - first)


def _text_lines(number: int) -> list[str]:
    if not is_copy(number):
        return _invented_lines(number)
    lines, chance = _invented_lines(original_of(number)), _chance(number, "edit")
    match int(chance.integers(3)):
        case 0:
            return lines
        case 1:
            return lines[: max(1, int(len(lines) * chance.uniform(0.65, 1)))]
        case _:
            return [*lines, _invented_lines(number)[0]]


def _invented_lines(number: int) -> list[str]:
    chance = _chance(number, "text")
    count = int(np.clip(chance.lognormal(np.log(MEDIAN_WORDS), SIGMA), FEWEST_WORDS, MOST_WORDS))
    sentences = _sentences(chance, count)
    starts = range(0, len(sentences), SENTENCES_A_LINE)
    return [" ".join(sentences[start : start + SENTENCES_A_LINE]) for start in starts]


def _sentences(chance: np.random.Generator, words: int) -> list[str]:
    drawn = _words()[_cumulated().searchsorted(chance.random(words))]
    lengths = chance.integers(*SENTENCE_WORDS, size=words // SENTENCE_WORDS[0] + 1)
    ends = lengths.cumsum()
    parts = np.split(drawn, ends[ends < words])
    return [" ".join(part).capitalize() + "." for part in parts]


def _hot_lines(number: int) -> list[str]:
    chance = _chance(number, "hot")
    if chance.random() >= HOT_SHARE:
        return []
    return [_line_of("hot", int(chance.integers(HOT_LINES)))]


def _site_lines(site: int) -> list[str]:
    return [_line_of(f"site{site}", number) for number in range(SITE_LINES if site % 2 else 0)]


def _recurring(number: int, lines: int) -> tuple[int, ...]:
    """The lines of the site itself; a hot one is on too few of its articles to be known."""
    return tuple(range(lines - len(_site_lines(site_number(number))), lines))


@cache
def _line_of(kind: str, number: int) -> str:
    return _sentences(_chance(number, kind), SENTENCE_WORDS[1])[0]


def _slug(line: str) -> str:
    return "-".join(line.rstrip(".").lower().split()[:6])


def _address_end(number: int) -> str:
    """Every second site has its system's number in its addresses."""
    return f"-{10_000_001 + 7 * number}" if site_number(number) % 2 else f"/{number:x}x"


def _chance(number: int, purpose: str) -> np.random.Generator:
    return np.random.default_rng([_SEED, number, *purpose.encode()])


@cache
def _words() -> NDArray[np.object_]:
    chance = _chance(0, "vocabulary")
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        made["".join(chance.choice(_SYLLABLES, chance.integers(1, 5)))] = None
    # The most frequent words are the short ones, as in any language.
    return np.array(sorted(made, key=len), dtype=object)


@cache
def _cumulated() -> NDArray[np.float64]:
    """Zipf's law: a word's frequency is inverse to its rank."""
    sums: NDArray[np.float64] = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
    sums /= sums[-1]
    return sums
