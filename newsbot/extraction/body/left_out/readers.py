"""Finds readers' comments below an article, on pages where no class or id marks them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.lengths import is_longer
from newsbot.extraction.page.blocks import Block, is_nameless

# A comment has at most COMMENT characters, or COMMENT_LETTERS letters in scripts without spaces.
COMMENT = 120
COMMENT_LETTERS = 40
# Comments are at least MIN_COMMENTS successive blocks at the end of the body, and together at most
# the share MOST of the body.
MIN_COMMENTS = 2
MOST = 0.3


def is_by_reader(blocks: Sequence[Block], is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each block, whether it is taken for a reader's comment below the article.

    Comments are short paragraphs that `is_body` marks and that stand below a horizontal line (<hr>)
    at the end of the article. There must be at least MIN_COMMENTS of them. If any block below the
    line is long, a heading or a list item, no block is taken for a comment.

    Comments are searched for only on pages without any classes and ids. On other pages, comments
    have a class such as "comment", by which the model recognises them.
    """
    marked = np.zeros(len(blocks), np.bool_)
    if not is_nameless(blocks):
        return marked
    body = np.flatnonzero(is_body).tolist()
    size = sum(len(blocks[index].key) for index in body)
    below = 0
    for place in range(len(body) - 1, 0, -1):
        block = blocks[body[place]]
        below += len(block.key)
        is_paragraph = {each.tag for each in block.chain[:1]} <= {"p", "div", "td"}
        is_long = is_longer(block.text, COMMENT, COMMENT_LETTERS)
        if not is_paragraph or is_long or below > MOST * size:
            break
        if block.after_line:
            if len(body) - place >= MIN_COMMENTS:
                marked[body[place:]] = True
            break
    return marked
