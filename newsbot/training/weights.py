"""What each block of a labelled page counts in training."""

import numpy as np
from numpy.typing import NDArray

from newsbot.training.pages import LabelledPage

# A page weighs as much as its body, its boilerplate at most this many times as much.
MOST_WEIGHT = 4.0
SHORT_BODY_WORDS = 60
# The crawler reads news; guides are there to keep it from forgetting tables and captions.
NEWS_WEIGHT = 3.0
GUIDES = ("wcxb_dev",)
# A copy without markup, which trees learn from, in parts of what its page weighs.
PLAIN_WEIGHT = 0.15


def block_weights(page: LabelledPage) -> NDArray[np.float64]:
    """Of each block its words, in units of the page's body; a block labelled by half counts 0."""
    body_words = float(page.words[page.shares > 0.5].sum())
    weights = (page.words + 1) / max(body_words, SHORT_BODY_WORDS)
    weights *= min(1.0, MOST_WEIGHT / float(weights.sum()))
    weights *= 1.0 if page.corpus in GUIDES else NEWS_WEIGHT
    weights *= PLAIN_WEIGHT if page.is_plain else 1.0
    clear: NDArray[np.float64] = weights * np.abs(2 * page.shares - 1)
    return clear
