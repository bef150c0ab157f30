"""A text whose copies are looked for, with its fingerprint and its shingles."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.shingles import Shingles, shingle
from newsbot.dedup.words import normalized_words
from newsbot.items import Fingerprint


@dataclass(frozen=True, eq=False)  # no slots: cached_property stores its values in __dict__
class Text:
    """A text with shingles and a fingerprint, which are computed once, at the first use."""

    body: str
    recurring_lines: Collection[int] = ()
    """The numbers, from 0, of the lines that other articles of the site have too."""

    @cached_property
    def shingles(self) -> Shingles:
        """The shingles of the lines that do not recur on the site."""
        return shingle(self.body, self.recurring_lines)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The stored form of the text, equal for texts that differ only in case and punctuation.

        `content_sha256` is over all lines, `sketch` over those that do not recur. The sketch is
        Broder's bottom-k sketch (1997): the k smallest hashes of the shingles.
        """
        words = normalized_words(self.body)
        # As signed numbers, because they are stored in PostgreSQL's bigint, which is signed.
        sketch = self.shingles.coarse[: PARAMETERS.sketch_size].astype(np.int64)
        return Fingerprint(
            content_sha256=hashlib.sha256(" ".join(words).encode()).digest(),
            sketch=tuple(sketch.tolist()),
            word_count=len(words),
        )
