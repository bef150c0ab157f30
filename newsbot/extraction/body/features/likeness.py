"""Features of what a block repeats: the title, the description, the site's name, other blocks."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Columns, Places
from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import word_key, words_of

# A longer block is no title, whatever words it shares with it.
TITLE_WORDS = 60
# "AP" is in too many words.
NAME_LETTERS = 3


def likeness_columns(
    blocks: Sequence[Block],
    places: Places,
    titles: Sequence[str],
    description: str,
    site_name: str,
) -> Columns:
    """The features of the blocks; those not at `places` are like nothing."""
    count = len(blocks)
    title, described, named = np.zeros(count), np.zeros(count), np.zeros(count)
    title_words = [words for words in map(_word_set, titles) if words]
    description_words, name = _word_set(description), word_key(site_name)
    for place in places:
        block = blocks[place]
        words = set(block.words)
        if len(words) < TITLE_WORDS and title_words:
            title[place] = max(len(each & words) / len(each | words) for each in title_words)
        described[place] = len(description_words & words) / len(words)
        named[place] = len(name) >= NAME_LETTERS and name in block.key
    return {
        "like_title": title,
        "like_description": described,
        "names_site": named,
        **_repetition_columns(blocks),
    }


def _word_set(text: str) -> set[str]:
    return set(words_of(text))


def _repetition_columns(blocks: Sequence[Block]) -> Columns:
    """How often the page has the same block, and has had it before."""
    before: list[float] = []
    counts: Counter[str] = Counter()
    for block in blocks:
        before.append(counts[block.key])
        counts[block.key] += 1
    return {
        "same": np.array([counts[block.key] for block in blocks], dtype=np.float64),
        "same_before": np.array(before, dtype=np.float64),
    }
