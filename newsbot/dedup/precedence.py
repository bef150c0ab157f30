"""Tells which of two texts is the original and which the copy.

This is decided by what the two articles state about their origin and date. A stated origin counts
more than the date, because dates may mislead: if the original is changed after it was copied, its
date may be later than that of the copy.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from newsbot.items import Article, Precision
from newsbot.urls import registrable_domain, url_key
from newsbot.words.agencies import agencies_in

# How many characters at the start of an article's body are searched for the origin of the text. The
# origin is named in datelines and credit lines, which are among the first lines.
OPENING_LENGTH = 400
# The dates of two copies must differ by more than this to show which copy was first. Some sites
# publish an agency's texts automatically within minutes, and state a time that is rounded to
# minutes.
CLEARLY_APART = timedelta(minutes=5)
# If one of the dates of two copies has no time of day, the dates must differ by more than this to
# show which copy was first. One day is needed because such a date may mean any time of the day.
# Half a day is added for time zones: an evening story of one continent has the next day's date on
# another.
DAYS_APART = timedelta(days=1, hours=12)

# How many characters at the start of a line are searched for a dateline such as "SPRINGFIELD, Ill.,
# May 11, 2026 (AP)". Nine of 3 474 real texts name an agency in brackets so early in a line, and
# all nine do so in a dateline. Photo credits are at the end of longer lines.
_DATELINE_LENGTH = 80
# Matches names of agencies in brackets or slashes, as in "PARIS (dpa/AFP)" or "MOSCOW, May 11.
# /TASS/."
_IN_BRACKETS = re.compile(r"\(([^()]{2,60})\)|\[([^\[\]]{2,60})\]|/ ?([\w -]{2,30}?) ?/")
# Matches names of agencies before a dash or colon, as in "AFP - …" or "MADRID, EUROPA PRESS.-".
_BEFORE_DASH = re.compile(r"^(.{2,60}?)\s*(?:--|[\u2013\u2014|:]|\s-\s|\.-)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What an article states about where and when its text was first published.

    It is used to tell which of two copies is the original.
    """

    url: str
    site: str
    """The key or domain of the article's site, as in `newsbot.items.Article.site`."""
    canonical_url: str | None
    based_on: str | None
    credits: tuple[str, ...]
    authors: tuple[str, ...]
    published_at: datetime | None
    published_precision: Precision | None
    opening: str
    """The first OPENING_LENGTH characters of the article's body. Datelines and credit lines are
    searched for in them."""

    @classmethod
    def of(cls, article: Article) -> "Provenance":
        """What `article` states about where and when its text was first published."""
        return cls(
            url=article.url,
            site=article.site,
            canonical_url=article.canonical_url,
            based_on=article.based_on,
            credits=article.credits,
            authors=article.authors,
            published_at=article.published_at,
            published_precision=article.published_precision,
            opening=article.body[:OPENING_LENGTH],
        )


def precedes(one: Provenance, other: Provenance) -> bool:
    """Whether `one` is the original and `other` the copy, by what both state of origin and date.

    If the two do not state enough to tell, the result is False for both orders of the arguments.
    The relation is not transitive: three copies may precede one another in a circle.
    """
    is_named, names = _names(other, one), _names(one, other)
    return is_named if is_named != names else _is_earlier(one, other)


def credited(copy: Provenance) -> frozenset[str]:
    """The registrable domains of other sites that an article names as the origin of its text.

    An article names other sites in a dateline or credit line at the start of the body, in the
    byline, in the canonical URL, or in `isBasedOn` of its JSON-LD.
    """
    own = _domains(copy)
    lines = copy.opening.split("\n")
    texts = chain(copy.credits, copy.authors, *map(_credit_texts, lines))
    named = frozenset(chain.from_iterable(map(agencies_in, texts)))
    agencies = (agency.sites for agency in named if own.isdisjoint(agency.sites))
    return frozenset(chain(map(registrable_domain, _stated(copy)), *agencies)) - own


def _names(copy: Provenance, original: Provenance) -> bool:
    """Whether `copy` says that its text comes from `original`, or from the site of `original`."""
    stated = {url_key(url) for url in _stated(copy)} - {url_key(copy.url)}
    domains = _domains(original)
    # `stated` has the URLs that `copy` names as the source of its text. They are compared with
    # `keys`, the URLs of `original`: its own URL and its canonical URL. But if the canonical URL is
    # on another site, it belongs to an article of that site, and is left out.
    urls = [original.url, original.canonical_url or original.url]
    keys = {url_key(url) for url in urls if registrable_domain(url) in domains}
    return not (stated.isdisjoint(keys) and credited(copy).isdisjoint(domains))


def _stated(copy: Provenance) -> list[str]:
    return [url for url in (copy.canonical_url, copy.based_on) if url is not None]


def _domains(copy: Provenance) -> set[str]:
    return {registrable_domain(copy.url), copy.site}


def _credit_texts(line: str) -> list[str]:
    """The parts of a line of the body that may name the origin of the text, e.g. a news agency.

    At the start of the line, these are the texts in brackets or slashes, and the text before a
    dash, e.g. "AFP" in "AFP - The ferry …". A short line is also taken as a whole.
    """
    start = line[:_DATELINE_LENGTH]
    bracketed = [next(filter(None, groups)) for groups in _IN_BRACKETS.findall(start)]
    return [*bracketed, *_BEFORE_DASH.findall(start), *([line] if line == start else [])]


def _is_earlier(one: Provenance, other: Provenance) -> bool:
    """Whether `one` was certainly published before `other`, according to their dates.

    The date of `one` must be earlier by more than CLEARLY_APART. If one of the two dates has no
    time of day, it must be earlier by more than DAYS_APART.
    """
    if one.published_at is None or other.published_at is None:
        return False
    by_day = "day" in {one.published_precision, other.published_precision}
    return other.published_at - one.published_at > (DAYS_APART if by_day else CLEARLY_APART)
