"""Finds the blocks of a page that are boilerplate because other articles of the site have them too.

Blocks of the body hardly ever recur on other pages of a site. Blocks of boilerplate may recur on
few pages or on all. For each of the two kinds, the share of pages on which a block recurs is taken
to have a beta distribution. This gives for each kind the likelihood that a block recurs as often as
it does.

The ratio of the two likelihoods is the weight of evidence (Good, "Probability and the Weighing of
Evidence", 1950). It is combined with the probability that the block is body, which is computed from
the page alone.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from xxhash import xxh3_64_intdigest

from newsbot.extraction.page.text import word_key
from newsbot.items import Article, Recurrence, SiteBlocks

# A block counts as boilerplate only if at least this many other articles of the site have it. A
# single other article may be the same article at another URL.
MIN_ARTICLES = 2
# A line that at least this many pages of a site have is ignored when articles are compared with
# each other to find copies.
RECURRING = 3
# The parameters (a, b) of a beta distribution: that of the share of a site's articles on which a
# block of boilerplate recurs. With (1, 1) all shares are equally likely.
BOILERPLATE = (1.0, 1.0)
# The parameters (a, b) of a beta distribution: that of the share of a site's articles on which a
# block of the body recurs. Its mean, a / (a + b), is about 1 %.
BODY = (0.05, 4.0)


def block_key(text: str) -> int:
    """A hash of the text of a block, the same for all blocks with the same words.

    It is a signed 64-bit number, made with XXH3. It is stored, so it must be the same in every
    process and in every release of newsbot.
    """
    number = xxh3_64_intdigest(word_key(text).encode())
    return number - 2**64 if number >= 2**63 else number


def plain_sha256(*lines: str) -> str:
    """The SHA-256, in hexadecimal digits, of an article's text that includes site boilerplate.

    Site boilerplate is blocks that other articles of the site have too. `lines` are the title and
    the lines of the body. For an article of several pages, `lines` are the digests of the single
    pages.
    """
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def count_blocks(
    articles: Sequence[Collection[int]], copies: Sequence[Collection[int]] = ()
) -> SiteBlocks:
    """How often each block recurs in a site's articles, given the block keys of each article.

    `articles` has the block keys of each article. It begins with the article that is nearest in
    time to the page whose boilerplate is to be found. `copies` has the block keys of copies of some
    of these articles. They count only for the field `recurring` of the result, which has the keys
    of the blocks that at least RECURRING articles have.
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

    The field `recurring` of `site` has the keys of the lines that recur on at least RECURRING of
    the site's pages. The lines stay in the body. They are ignored when articles are compared to
    find copies.
    """
    if not site.recurring:
        return article
    lines = enumerate(article.body.split("\n"))
    numbers = (number for number, line in lines if block_key(line) in site.recurring)
    return replace(article, recurring_lines=tuple(numbers))


def is_boilerplate(key: int, probability: float, site: SiteBlocks) -> bool:
    """Whether a block is boilerplate, given the probability (0 to 1) that it is body.

    `key` is the block's key. `probability` is computed from the page alone. `site` says how many
    other articles of the site have each block. A block that fewer than two other articles have is
    no boilerplate. The higher the probability, the more of the articles must have the block. On a
    site with many articles, a twentieth of them is enough for the probability .5, but for .99 it
    must be more than half of them.
    """
    seen = site.seen.get(key)
    return seen is not None and probability < (1 - probability) * likelihood_ratio(seen)


def likelihood_ratio(seen: Recurrence) -> float:
    """How many times likelier `seen` is for a block of boilerplate than for a block of the body.

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
