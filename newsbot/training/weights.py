"""The weights in training of the blocks of a labelled page."""

import numpy as np
from numpy.typing import NDArray

from newsbot.training.pages import LabelledPage

# The most that all blocks of a page weigh together, where the blocks of the body alone weigh about
# 1.
MOST_WEIGHT = 4.0
# A body of fewer words than this is weighed as if it had so many, so that the few words of a short
# body do not weigh too much.
SHORT_BODY_WORDS = 60
# The factor by which pages of news weigh more than those of GUIDES. The crawler reads news; guides
# are there so that the model learns tables and captions too.
NEWS_WEIGHT = 3.0
GUIDES = ("wcxb_dev",)
# The weight of a page's copy without markup, where the page itself has 1. Only the trees are
# trained on such copies.
PLAIN_WEIGHT = 0.15


def block_weights(page: LabelledPage) -> NDArray[np.float64]:
    """The weight in training of each block that may be body.

    It is the number of the block's words, as a share of the words of the body. It is 0 for a block
    of which half is in the labelled body, as the label does not tell whether the block is body.
    """
    body_words = float(page.words[page.shares > 0.5].sum())
    weights = (page.words + 1) / max(body_words, SHORT_BODY_WORDS)
    weights *= min(1.0, MOST_WEIGHT / float(weights.sum()))
    weights *= 1.0 if page.corpus in GUIDES else NEWS_WEIGHT
    weights *= PLAIN_WEIGHT if page.is_plain else 1.0
    clear: NDArray[np.float64] = weights * np.abs(2 * page.shares - 1)
    return clear
