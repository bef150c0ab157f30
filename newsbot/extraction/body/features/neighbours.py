"""Features that tell what stands before and after a block."""

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.wording import UNKNOWN
from newsbot.extraction.body.vectors import Columns, Indices, Vector
from newsbot.extraction.page.blocks import HEADING_NUMBERS, NO_TAG

# A block counts as a heading if it is an h1 to h6 element, or if it is short and bold. A block is
# short if it has fewer words than HEADING_WORDS, and bold if more than the share BOLD_SHARE of its
# text is bold.
BOLD_SHARE = 0.9
HEADING_WORDS = 12
# A short block that begins with words such as "Read more" or "Tags:" leads away from the article.
# Short means: it has fewer words than LEADING_WORDS. A feature of each block is how many blocks ago
# the last such block came, at most LEADING_BLOCKS.
LEADING_WORDS = 9
LEADING_BLOCKS = 20
# A block counts as running text if less than the share FEW_LINKS of its text is in links, and if it
# has more than FEW_WORDS words.
FEW_LINKS = 0.3
FEW_WORDS = 15

_LEADING = ("starts_more", "says_subscribe", "starts_tags", "starts_contact")
_OF_HEADING = ("starts_more", "starts_share", "says_subscribe", "tag", "link")
_OF_NEIGHBOURS = (
    "length", "link", "tag", "kept", "stop_words", "ends", "upper", "alike_kept",
)  # fmt: skip
# Some features of a block repeat features of its neighbours, which are the FARTHEST blocks before
# it and the FARTHEST blocks after it. _OF_NEIGHBOURS names the features that are repeated.
FARTHEST = 2


def heading_columns(columns: Columns) -> Columns:
    """For each block, features of the nearest heading before it, and three distances.

    The distances are numbers of blocks: from this heading to the block, from the page's first h1 to
    the block, and from the last line such as "Read more" or "Tags:" before the block.
    """
    indices = np.arange(len(columns["words"]))
    is_bold = (columns["bold"] > BOLD_SHARE) & (columns["words"] < HEADING_WORDS)
    heading = _last_before(np.isin(columns["tag"], HEADING_NUMBERS) | is_bold)
    is_leading = (columns["words"] < LEADING_WORDS) & np.any(
        [columns[name] > 0 for name in _LEADING], axis=0
    )
    leading = indices - _last_before(is_leading)
    leading[_last_before(is_leading) < 0] = LEADING_BLOCKS
    h1 = np.flatnonzero(columns["tag"] == HEADING_NUMBERS[0])
    return {
        "heading_distance": (indices - heading).astype(np.float64),
        "since_leading": np.minimum(leading, LEADING_BLOCKS).astype(np.float64),
        "from_h1": (indices - (h1[0] if len(h1) else 0)).astype(np.float64),
        **{
            f"heading_{name}": np.where(heading >= 0, columns[name][heading], UNKNOWN)
            for name in _OF_HEADING
        },
    }


def _last_before(marked: NDArray[np.bool_]) -> Indices:
    """For each block, the index of the nearest marked block before it; -1 if there is none."""
    last = np.maximum.accumulate(np.where(marked, np.arange(len(marked)), -1))
    return np.concatenate([[-1], last[:-1]])


def neighbour_columns(columns: Columns) -> Columns:
    """For each block, features that describe the blocks around it.

    Some repeat features of the two blocks before it and of the two after it. Others are computed
    over the block and two or five blocks on either side: the amount of running text, the share of
    text in links, and the share of text that trafilatura keeps.
    """
    lengths, links = columns["length"], columns["link"]
    prose = prose_lengths(lengths, links, columns["words"])
    near: Columns = {
        "prose_2": window_sum(prose, 2),
        "prose_5": window_sum(prose, 5),
        "links_5": window_sum(lengths * links, 5) / window_sum(lengths, 5),
        "kept_5": window_sum(columns["kept"] * lengths, 5) / window_sum(lengths, 5),
    }
    beyond = np.full(FARTHEST, NO_TAG)
    for name in _OF_NEIGHBOURS:
        padded = np.concatenate([beyond, columns[name], beyond])
        for steps in range(-FARTHEST, FARTHEST + 1):
            if steps:
                first = FARTHEST + steps
                near[f"{name}_at_{steps:+d}"] = padded[first : first + len(lengths)]
    return near


def prose_lengths(lengths: Vector, links: Vector, words: Vector) -> Vector:
    """For each block, its length in characters if it is running text, otherwise 0.

    `lengths` has the number of characters of each block, `links` the share of its text that is in
    links, and `words` the number of its words.
    """
    return lengths * (links < FEW_LINKS) * (words > FEW_WORDS)


def window_sum(values: Vector, reach: int) -> Vector:
    """For each value, the sum of the value, the `reach` values before and the `reach` after it."""
    total: Vector = np.concatenate([[0.0], np.cumsum(values)])
    indices = np.arange(len(values))
    first, last = np.maximum(0, indices - reach), np.minimum(len(values), indices + reach + 1)
    return total[last] - total[first]
