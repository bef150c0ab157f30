"""The weights that the blocks of a labelled page have in training."""

import numpy as np
from numpy.typing import NDArray

from newsbot.training.pages import LabelledPage

# The blocks of a page together weigh at most this many times as much as its body.
MOST_WEIGHT = 4.0
SHORT_BODY_WORDS = 60
# The crawler reads news; guides are there so that the model learns tables and captions too.
NEWS_WEIGHT = 3.0
GUIDES = ("wcxb_dev",)
# The weight of a copy without markup, which only trees learn from; the page itself has 1.
PLAIN_WEIGHT = 0.15


def block_weights(page: LabelledPage) -> NDArray[np.float64]:
    """The weight of each candidate in training: its words, as a share of the words of the body.

    A block that is half in the labelled body weighs 0, as the label says nothing about it.
    """
    body_words = float(page.words[page.shares > 0.5].sum())
    weights = (page.words + 1) / max(body_words, SHORT_BODY_WORDS)
    weights *= min(1.0, MOST_WEIGHT / float(weights.sum()))
    weights *= 1.0 if page.corpus in GUIDES else NEWS_WEIGHT
    weights *= PLAIN_WEIGHT if page.is_plain else 1.0
    clear: NDArray[np.float64] = weights * np.abs(2 * page.shares - 1)
    return clear
