"""Text → fingerprint: what of it is stored to find its copies.

The sketch is Broder's bottom-k form (1997): the k smallest of the hashed shingles, compared hash by
hash.
"""

import hashlib
from collections.abc import Collection

import numpy as np

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.shingles import coarse_shingles, telling_words
from newsbot.dedup.words import normalized_words
from newsbot.items import Fingerprint


def fingerprint(body: str, recurring_lines: Collection[int] = ()) -> Fingerprint:
    """The fingerprint of `body`: equal for texts that differ in case, spacing and punctuation.

    `recurring_lines` are the numbers, from 0, of the lines that other articles of the site have
    too: the sketch leaves them out, the hash of the whole does not.
    """
    words = normalized_words(body)
    telling = telling_words(body, recurring_lines) if recurring_lines else words
    # As PostgreSQL's signed bigint.
    sketch = coarse_shingles(telling)[: PARAMETERS.sketch_size].astype(np.int64)
    return Fingerprint(
        content_sha256=hashlib.sha256(" ".join(words).encode()).digest(),
        sketch=tuple(sketch.tolist()),
        word_count=len(words),
    )
