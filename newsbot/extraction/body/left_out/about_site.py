"""Finds what a site says of itself below an article, under a line such as "About the Gazette"."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.read_also import is_short
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block
from newsbot.extraction.page.text import words_of

# What a site says of itself is at most this share of the body, and stands at its end.
MOST = 0.25
# If the name of the site is in at least this many blocks of the body above the line, the article is
# itself about the owner of the site, as on the news page of a company. Then nothing is left out.
MENTIONS = 2
# Words of a site's name with fewer letters than this, e.g. "of", are not looked for.
LETTERS = 3
# A line that is no <h1> to <h6> counts as a heading if more than this share of it is bold.
BOLD = 0.9


def is_about_site(
    blocks: Sequence[Block], is_body: NDArray[np.bool_], site_name: str
) -> NDArray[np.bool_]:
    """For each block, whether `is_body` marks it although it tells of the site `site_name`.

    The block stands at the end of the body, after a short heading that has all words of the name.
    Nothing is marked if the article itself names the site several times.
    """
    marked = np.zeros(len(blocks), np.bool_)
    name = {word for word in words_of(site_name) if len(word) >= LETTERS}
    body = np.flatnonzero(is_body).tolist()
    size = sum(len(blocks[index].text) for index in body)
    below = 0
    for place in range(len(body) - 1, 0, -1):
        block = blocks[body[place]]
        below += len(block.text)
        if not name or below > MOST * size:
            break
        is_heading = block.tag_number(0) in HEADING_NUMBERS or block.bold_share > BOLD
        if is_heading and is_short(block) and name <= set(block.words):
            named = [index for index in body[:place] if name <= set(blocks[index].words)]
            marked[body[place:]] = len(named) < MENTIONS
    return marked
