"""A text whose copies are looked for, with its fingerprint and its shingles."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.shingles import Shingles, shingle
from newsbot.dedup.words import normalized_words
from newsbot.items import Article, Fingerprint
from newsbot.words.counts import count_words, is_unspaced

# While an article is stored, its text is compared several times. A text and its shingles take some
# 20 kB.
CACHED = 128


@dataclass(frozen=True, eq=False)  # no slots: cached_property stores its values in __dict__
class Text:
    """The text of an article whose copies are looked for.

    Its shingles and its fingerprint are computed once, when they are first used.
    """

    body: str
    recurring_lines: Collection[int] = ()
    """The numbers, counted from 0, of the lines in `body` that other articles of the site have
    too."""

    @cached_property
    def shingles(self) -> Shingles:
        """The shingles of the text, without the lines that other articles of the site have too."""
        return shingle(self.body, self.recurring_lines)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The hashes of the text that are stored to find its copies.

        `content_sha256` is a digest of all words. `sketch` has the smallest hashes of the text's
        shingles (Broder's bottom-k sketch, 1997), without lines that other articles of the site
        have too. For both, letter case, punctuation and forms of letters make no difference.
        """
        words = normalized_words(self.body)
        joined = " ".join(words)
        # The hashes become signed numbers, because they are stored in columns of type bigint, which
        # in PostgreSQL is signed.
        sketch = self.shingles.coarse[: PARAMETERS.sketch_size].astype(np.int64)
        return Fingerprint(
            content_sha256=hashlib.sha256(joined.encode()).digest(),
            sketch=tuple(sketch.tolist()),
            word_count=count_words(joined) if is_unspaced(joined) else len(words),
        )


def text_of(article: Article) -> Text:
    """The text of an article, from a cache if it was asked for shortly before."""
    return _text(article.body, article.recurring_lines)


@lru_cache(maxsize=CACHED)
def _text(body: str, recurring_lines: tuple[int, ...]) -> Text:
    return Text(body, recurring_lines)
