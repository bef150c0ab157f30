"""Finds the blocks of a page that are boilerplate because other articles of the site have them too.

A block is either part of an article's body or boilerplate. A block of the body is hardly ever on
other pages of the site. Boilerplate may be on a few of them or on all. Suppose that a block is on k
of the site's pages. Two beta-binomial distributions give the probability of this number k: one if
the block is part of a body, and one if it is boilerplate. The ratio of the two probabilities tells
how strongly the other pages speak for boilerplate (Good, "Probability and the Weighing of
Evidence", 1950). The block counts as boilerplate if this ratio is higher than the odds that the
block is body. These odds are computed from the block's own page alone.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xxhash import xxh3_64_intdigest

from newsbot.extraction.page.text import word_key
from newsbot.items import Article, Recurrence, SiteBlocks

# How many other articles of a site must have a block before the block can count as boilerplate. One
# other article proves little: it may be the same article at another URL.
MIN_ARTICLES = 2
# If at least this many pages of a site have the same line, the line is ignored when articles are
# compared to find copies of an article.
RECURRING = 3
# A block of boilerplate is on some share of a site's pages. This share is assumed to have a beta
# distribution with these parameters (a, b), whose mean is a / (a + b). With (1, 1) all shares are
# equally likely: a promotion on every tenth page as much as a footer on all pages.
BOILERPLATE = (1.0, 1.0)
# A block of an article's body may be on other pages of the site, too. The share of pages that have
# it is assumed to have a beta distribution with these parameters (a, b): the mean is 1 %, and large
# shares are rare but possible. In a corpus of pairs of pages, only .1 % of the lines of a body were
# also on the other page of the site. The mean is higher here, because pages of one day have more in
# common, e.g. the background of a running story.
BODY = (0.05, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBlocks(SiteBlocks):
    """A SiteBlocks that remembers for which blocks `is_boilerplate` was called with it.

    If no block of a page turns out to be boilerplate, its extraction gives the same result as if
    nothing were known of the site. So the blocks that were asked about when nothing was known tell
    whether the extraction has to be repeated when more is known: see `may_turn`.
    """

    asked: dict[int, float] = field(default_factory=dict)
    """The hash of a block → the lowest probability, 0 to 1, with which it was asked about."""

    def remember(self, key: int, probability: float) -> None:
        """Remembers that the block `key` was asked about, with this probability of being body."""
        self.asked[key] = min(probability, self.asked.get(key, 1.0))


def block_key(text: str) -> int:
    """A hash of the text of a block, the same for all blocks with the same words.

    It is a signed 64-bit number, made with XXH3. It must be the same in every process and in every
    release of newsbot, because it is stored.
    """
    number = xxh3_64_intdigest(word_key(text).encode())
    return number - 2**64 if number >= 2**63 else number


def plain_sha256(*lines: str) -> str:
    """The SHA-256, in hexadecimal digits, of an article's text from which nothing was removed.

    For an article of one page, `lines` are its title and the lines of its body. They include
    boilerplate (blocks that other articles of the site have too), which is removed from the text
    that is stored. For an article of several pages, this function is called for each page first.
    Then it is called for the article, and `lines` are the results for the pages.
    """
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def count_blocks(
    articles: Sequence[Collection[int]], copies: Sequence[Collection[int]] = ()
) -> SiteBlocks:
    """Counts how many of a site's articles have each block.

    Args:
        articles: for each article, the hashes (`block_key`) of its blocks. The article nearest in
            time to the page whose boilerplate is to be found comes first.
        copies: the same for articles that are copies of others in `articles`. These copies count
            only for `SiteBlocks.recurring`, the blocks that at least RECURRING articles have.
    """
    counts: dict[int, int] = {}
    farthest: dict[int, int] = {}
    for place, keys in enumerate(articles, 1):
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
            farthest[key] = place
    pages = Counter(counts)
    pages.update(key for keys in copies for key in keys)
    return SiteBlocks(
        articles=len(articles),
        seen={
            key: Recurrence(articles=count, among=farthest[key])
            for key, count in counts.items()
            if count >= MIN_ARTICLES
        },
        recurring=frozenset(key for key, count in pages.items() if count >= RECURRING),
    )


def with_recurring_lines(article: Article, site: SiteBlocks) -> Article:
    """The article with `recurring_lines`: the numbers, from 0, of lines that recur on the site.

    A line recurs if at least RECURRING of the site's pages have it. The field `recurring` of `site`
    has the keys of such lines. The lines stay in the body, but are ignored when articles are
    compared to find copies.
    """
    if not site.recurring:
        return article
    lines = enumerate(article.body.split("\n"))
    numbers = (number for number, line in lines if block_key(line) in site.recurring)
    return replace(article, recurring_lines=tuple(numbers))


def is_boilerplate(key: int, probability: float, site: SiteBlocks) -> bool:
    """Whether a block is boilerplate, because many other articles of the site have it too.

    A block that fewer than two other articles have is no boilerplate. The more probable it is that
    the block is part of the article's body, the more of the site's articles must have it. If a site
    has many articles, a twentieth of them is enough at a probability of .5, a fifth at .9, just
    over a half at .99, and four fifths at .999. If a site has only two other articles, and both
    have the block, it is boilerplate up to a probability of .99.

    Args:
        key: the block's hash (`block_key`).
        probability: how probable it is, 0 to 1, that the block is body. It is computed from the
            page alone.
        site: how many other articles of the site have each block.
    """
    if isinstance(site, AskedBlocks):
        site.remember(key, probability)
    seen = site.seen.get(key)
    return seen is not None and probability < (1 - probability) * likelihood_ratio(seen)


def may_turn(asked: Mapping[int, float], site: SiteBlocks) -> bool:
    """Whether a page may give another result if it is extracted with what is known of its site.

    If this is False, the result would be exactly the same: every question of the extraction whether
    a block is boilerplate would get the same answer. So this also holds for pages that were
    rejected, or whose text comes from elsewhere than the shown page.

    Args:
        asked: the blocks that were asked about when the page was extracted with nothing known of
            its site (`AskedBlocks.asked`).
        site: how many other articles of the site have each block.
    """
    return any(is_boilerplate(key, probability, site) for key, probability in asked.items())


def likelihood_ratio(seen: Recurrence) -> float:
    """How many times likelier `seen` is if a block is boilerplate than if it is body.

    `seen` says how many of the site's other articles have the block.
    """
    return math.exp(_log_likelihood(seen, *BOILERPLATE) - _log_likelihood(seen, *BODY))


def _log_likelihood(seen: Recurrence, a: float, b: float) -> float:
    """The logarithm of the likelihood of `seen`, without a constant that cancels out in a ratio.

    `seen` says on how many of a site's articles a block recurs. The share of articles that have the
    block is taken to have a beta distribution with the parameters `a` and `b`.
    """
    without = seen.among - seen.articles
    return _log_beta(seen.articles + a, without + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
