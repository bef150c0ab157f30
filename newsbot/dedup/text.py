"""A text to find the copies of: what of it is stored, and what is compared."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.shingles import Shingles, shingle
from newsbot.dedup.words import normalized_words
from newsbot.items import Fingerprint


@dataclass(frozen=True, eq=False)  # no slots: what is made is kept in its __dict__
class Text:
    """A text; what it is compared by is made when it is first asked for, and kept."""

    body: str
    recurring_lines: Collection[int] = ()
    """The numbers, from 0, of the lines that other articles of the site have too."""

    @cached_property
    def shingles(self) -> Shingles:
        """Those of the lines that do not recur."""
        return shingle(self.body, self.recurring_lines)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Equal for texts that differ in case, spacing and punctuation.

        The sketch leaves recurring lines out, the hash of the whole does not. It is Broder's
        bottom-k form (1997): the k smallest of the hashed shingles, compared hash by hash.
        """
        words = normalized_words(self.body)
        # As PostgreSQL's signed bigint.
        sketch = self.shingles.coarse[: PARAMETERS.sketch_size].astype(np.int64)
        return Fingerprint(
            content_sha256=hashlib.sha256(" ".join(words).encode()).digest(),
            sketch=tuple(sketch.tolist()),
            word_count=len(words),
        )
