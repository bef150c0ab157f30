"""Computes how much each block of a labelled page weighs in training."""

import numpy as np
from numpy.typing import NDArray

from newsbot.training.pages import LabelledPage

# The maximum sum of the weights of a page's blocks, before NEWS_WEIGHT and PLAIN_WEIGHT are
# applied. If the sum is larger, all weights of the page are scaled down to this sum. For
# comparison, the weights of the blocks that belong to the article's body sum to about 1.
MOST_WEIGHT = 4.0
# The weights of a page's blocks are divided by the number of words of the page's body. If this
# number is smaller than SHORT_BODY_WORDS, they are divided by SHORT_BODY_WORDS instead. So the few
# words of a short body do not weigh too much.
SHORT_BODY_WORDS = 60
# The weights of news pages are multiplied by this, because newsbot is made for news. The corpora in
# GUIDES consist of guides, from which the model learns tables and captions. All other corpora
# consist of news pages.
NEWS_WEIGHT = 3.0
GUIDES = ("wcxb_dev",)
# The module `newsbot.training.plain` makes copies of pages without markup. The weights of a copy
# are those of its page, multiplied by this. Only the trees of the model are trained on copies.
PLAIN_WEIGHT = 0.15


def block_weights(page: LabelledPage) -> NDArray[np.float64]:
    """The weight in training of each block that may belong to the article's body.

    The weight is in proportion to the block's number of words, divided by the number of words of
    the page's body. The weight is reduced if only a part of the block is in the labelled body. The
    weight is 0 if this part is half of the block, because nobody can tell whether such a block is
    body.
    """
    body_words = float(page.words[page.shares > 0.5].sum())
    weights = (page.words + 1) / max(body_words, SHORT_BODY_WORDS)
    weights *= min(1.0, MOST_WEIGHT / float(weights.sum()))
    weights *= 1.0 if page.corpus in GUIDES else NEWS_WEIGHT
    weights *= PLAIN_WEIGHT if page.is_plain else 1.0
    clear: NDArray[np.float64] = weights * np.abs(2 * page.shares - 1)
    return clear
