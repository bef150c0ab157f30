"""Finds what a site says of itself below an article, under a line such as "About the Gazette"."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.read_also import is_short
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block
from newsbot.extraction.page.text import words_of

# A text at the end of the body in which the site presents itself is left out of the body, but only
# if it is at most this share of the body.
MOST = 0.25
# A text about the site begins with a line that names the site. If at least this many blocks of the
# body before this line name the site too, the article itself is about the owner of the site, as on
# the news page of a company. Then nothing is left out.
MENTIONS = 2
# Words of a site's name with fewer letters than this, e.g. "of", are not looked for.
LETTERS = 3
# A line that is no <h1> to <h6> counts as a heading if more than this share of it is bold.
BOLD = 0.9


def is_about_site(
    blocks: Sequence[Block], is_body: NDArray[np.bool_], site_name: str
) -> NDArray[np.bool_]:
    """Finds the blocks at the end of an article's body that tell about the site `site_name`.

    Such blocks come after a short heading that has all words of the site's name. The heading is one
    of them. No block is found if the article itself names the site several times. `is_body` says
    for each block of the page whether it is part of the body. The result says for each block
    whether it tells about the site.
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
