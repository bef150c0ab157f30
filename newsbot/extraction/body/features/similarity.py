"""Features that tell how much of a block also stands in other texts of the page, e.g. in a title.

The other texts are the titles and the description of the page, the site's name and other blocks.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Columns, Indices
from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import word_key, words_of

# A block with at least this many different words is not compared with the page's titles: it is too
# long to be a title.
TITLE_WORDS = 60
# A site's name with fewer letters than this, e.g. "AP", is not looked for in blocks, since many
# words contain such a short name.
NAME_LETTERS = 3


def similarity_columns(
    blocks: Sequence[Block],
    indices: Indices,
    titles: Sequence[str],
    description: str,
    site_name: str,
) -> Columns:
    """Computes how similar each block is to the page's titles, description and other blocks.

    One more feature tells whether the block contains the site's name. Only the blocks at `indices`
    are compared with the titles, the description and the name. These features are 0 for all other
    blocks.
    """
    count = len(blocks)
    title, described, named = np.zeros(count), np.zeros(count), np.zeros(count)
    title_words = [set(words) for words in map(words_of, titles) if words]
    description_words, name = set(words_of(description)), word_key(site_name)
    for index in indices:
        block = blocks[index]
        words = set(block.words)
        if len(words) < TITLE_WORDS and title_words:
            title[index] = max(_likeness(words, each) for each in title_words)
        described[index] = len(description_words & words) / len(words)
        named[index] = len(name) >= NAME_LETTERS and name in block.key
    return {
        "like_title": title,
        "like_description": described,
        "names_site": named,
        **_repetition_columns(blocks),
    }


def _likeness(words: set[str], others: set[str]) -> float:
    """The share of all words in `words` and `others` that are in both, 0 to 1."""
    shared = len(words & others)
    return shared / (len(words) + len(others) - shared)


def _repetition_columns(blocks: Sequence[Block]) -> Columns:
    """For each block, how many blocks of the page have the same words as this block.

    The feature `same` counts all these blocks, including the block itself. The feature
    `same_before` counts only those that stand before the block.
    """
    before: list[float] = []
    counts: Counter[str] = Counter()
    for block in blocks:
        before.append(counts[block.key])
        counts[block.key] += 1
    return {
        "same": np.array([counts[block.key] for block in blocks], dtype=np.float64),
        "same_before": np.array(before, dtype=np.float64),
    }
