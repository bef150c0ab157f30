"""Blocks of a page that are boilerplate because other articles of the site have them too.

A block is either body, which hardly ever recurs, or boilerplate, which may recur on few pages or on
all. For each of the two kinds the rate has a beta distribution. The ratio of the two beta-binomial
likelihoods of what was seen is the weight of evidence (Good, "Probability and the Weighing of
Evidence", 1950); it is set against the probability, from the page alone, that the block is body.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from xxhash import xxh3_64_intdigest

from newsbot.extraction.page.text import word_key
from newsbot.items import Article, Recurrence, SiteBlocks

# A single other article proves little: it may be the same one at another URL.
MIN_ARTICLES = 2
# Lines of bodies that go into no comparison with other texts: with two of the nearest 64 articles,
# or three of all, the same copies are found.
RECURRING = 3
# A beta distribution (a, b) of the share of a site's articles that have a block has its mean at
# a / (a + b). Boilerplate: a promotion on every tenth page is as likely as a footer on all.
BOILERPLATE = (1.0, 1.0)
# Body: of the lines on two pages of one site .1 % of the body's recur, 11 % of the others (andy424:
# 5 of 4 659, 129 of 1 221). Pages of one day have more in common, and what recurs at all may be the
# background of a running story or a subheading: a mean of 1 %, and a long tail.
BODY = (0.05, 4.0)


def block_key(text: str) -> int:
    """A signed 64-bit number (XXH3) for a block's text, equal for blocks that read alike.

    It is the same in every process and release, because it is stored.
    """
    number = xxh3_64_intdigest(word_key(text).encode())
    return number - 2**64 if number >= 2**63 else number


def plain_sha256(*lines: str) -> str:
    """The SHA-256 digest of a title and the body's lines before site boilerplate is removed."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def count_blocks(
    articles: Sequence[Collection[int]], copies: Sequence[Collection[int]] = ()
) -> SiteBlocks:
    """How often each block recurs in a site's articles, given each article's block keys.

    The article nearest in time to the page comes first. `copies` are articles whose text one of
    `articles` has too; they count for the recurring lines alone.
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
    """The article with the numbers of its lines that RECURRING or more pages of the site have.

    Such lines stay in the body, but two articles are not copies for sharing them.
    """
    if not site.recurring:
        return article
    lines = enumerate(article.body.split("\n"))
    numbers = (number for number, line in lines if block_key(line) in site.recurring)
    return replace(article, recurring_lines=tuple(numbers))


def is_boilerplate(key: int, probability: float, site: SiteBlocks) -> bool:
    """Whether a block is boilerplate, given the probability (0 to 1) that it is body.

    `probability` is what the page alone says. A block that was not seen on two articles of the site
    is no boilerplate. If both earlier articles of a site have a block, it is boilerplate up to a
    probability of .99. After many articles their share counts: at a probability of .5 a block is
    boilerplate if a twentieth of the articles have it, at .9 a fifth, at .99 more than half, at
    .999 four fifths.
    """
    seen = site.seen.get(key)
    return seen is not None and probability < (1 - probability) * likelihood_ratio(seen)


def likelihood_ratio(seen: Recurrence) -> float:
    """How many times as likely a block recurs in this way if it is boilerplate as if it is body."""
    return math.exp(_log_likelihood(seen, *BOILERPLATE) - _log_likelihood(seen, *BODY))


def _log_likelihood(seen: Recurrence, a: float, b: float) -> float:
    """The log likelihood of what was seen, if a block's rate has the beta distribution (a, b)."""
    without = seen.among - seen.articles
    return _log_beta(seen.articles + a, without + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
