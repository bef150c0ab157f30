"""The weights in training of the blocks of a labelled page."""

import numpy as np
from numpy.typing import NDArray

from newsbot.training.pages import LabelledPage

# The most that all blocks of a page weigh together before the factors below; the blocks of the body
# alone weigh about 1.
MOST_WEIGHT = 4.0
# A body of fewer words is weighed as if it had so many: otherwise each word on its page would weigh
# too much.
SHORT_BODY_WORDS = 60
# The factor by which pages weigh more that are not from one of GUIDES. The crawler reads news;
# corpora of guides are there so that the model learns tables and captions too.
NEWS_WEIGHT = 3.0
GUIDES = ("wcxb_dev",)
# The factor by which a copy of a page without markup weighs less than the page itself. Only the
# trees are trained on such copies.
PLAIN_WEIGHT = 0.15


def block_weights(page: LabelledPage) -> NDArray[np.float64]:
    """The weight in training of each block that may be body.

    It is the number of the block's words, as a share of the words of the body. A block that is half
    in the labelled body weighs 0, as the label does not tell whether it is body.
    """
    body_words = float(page.words[page.shares > 0.5].sum())
    weights = (page.words + 1) / max(body_words, SHORT_BODY_WORDS)
    weights *= min(1.0, MOST_WEIGHT / float(weights.sum()))
    weights *= 1.0 if page.corpus in GUIDES else NEWS_WEIGHT
    weights *= PLAIN_WEIGHT if page.is_plain else 1.0
    clear: NDArray[np.float64] = weights * np.abs(2 * page.shares - 1)
    return clear
