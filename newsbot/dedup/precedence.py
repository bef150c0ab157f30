"""Two printings of one text → which is the original, as far as they say.

What a printing states of its origin is believed before its date: sites that take over a text give
it a time of their own, often an earlier one than its source's last touch.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from newsbot.agencies import Agency, agencies_in
from newsbot.items import Article, Precision
from newsbot.urls import registrable_domain, url_key

# Datelines and credit lines stand in a body's first lines.
OPENING_LENGTH = 400
# Sites that print an agency's text by machine do so within minutes, stamp it when they load or
# save it, and round the minutes; what is nearer says nothing of who wrote it.
CLEARLY_APART = timedelta(minutes=5)
# A day is the publisher's own, and an evening story of one continent the next day's of another.
DAYS_APART = timedelta(days=1, hours=12)

# "SPRINGFIELD, Ill., May 11, 2026 (AP)": how far into a line its dateline reaches. Of 3 474 real
# texts nine name an agency in brackets so early, all in datelines; photo credits end longer lines.
_DATELINE_LENGTH = 80
# Of "PARIS (dpa/AFP)" and "MOSCOW, May 11. /TASS/."
_IN_BRACKETS = re.compile(r"\(([^()]{2,60})\)|\[([^\[\]]{2,60})\]|/ ?([\w -]{2,30}?) ?/")
# Of "AFP - …" and "MADRID, EUROPA PRESS.-"
_BEFORE_DASH = re.compile(r"^(.{2,60}?)\s*(?:--|[\u2013\u2014|:]|\s-\s|\.-)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What one site's printing of a text says of where the text comes from."""

    url: str
    site: str
    """As `newsbot.items.Article.site`: a registered key or a domain."""
    canonical_url: str | None
    based_on: str | None
    credits: tuple[str, ...]
    authors: tuple[str, ...]
    published_at: datetime | None
    published_precision: Precision | None
    opening: str
    """The first 400 characters of its body."""

    @classmethod
    def of(cls, article: Article) -> "Printing":
        """The printing that `article` is."""
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


def precedes(one: Printing, other: Printing) -> bool:
    """Whether `one` is the original rather than `other`; never both ways, never of itself.

    False both ways where nothing tells: what was stored first stays. It is no order: of three
    printings each may precede the next.
    """
    is_named, names = _names(other, one), _names(one, other)
    return is_named if is_named != names else _is_earlier(one, other)


def credited(printing: Printing) -> frozenset[str]:
    """The registrable domains, others than its own, that a printing names as its text's origin.

    By the dateline or credit line of its opening, its byline, its canonical address or isBasedOn.
    """
    own = _domains(printing)
    agencies = (agency.sites for agency in _agencies(printing) if own.isdisjoint(agency.sites))
    return frozenset(chain(map(registrable_domain, _stated(printing)), *agencies)) - own


def _names(printing: Printing, original: Printing) -> bool:
    """Whether `printing` says that its text is from `original`, or from its site."""
    stated = {url_key(url) for url in _stated(printing)} - {url_key(printing.url)}
    return not (
        stated.isdisjoint(_keys(original)) and credited(printing).isdisjoint(_domains(original))
    )


def _stated(printing: Printing) -> list[str]:
    return [url for url in (printing.canonical_url, printing.based_on) if url is not None]


def _domains(printing: Printing) -> set[str]:
    return {registrable_domain(printing.url), printing.site}


def _keys(printing: Printing) -> set[bytes]:
    """Of its address and of the canonical one, unless that is another site's."""
    urls = [printing.url, printing.canonical_url or printing.url]
    return {url_key(url) for url in urls if registrable_domain(url) in _domains(printing)}


def _agencies(printing: Printing) -> frozenset[Agency]:
    lines = printing.opening.split("\n")
    said = chain(printing.credits, printing.authors, *map(_credit_texts, lines))
    return frozenset(chain.from_iterable(map(agencies_in, said)))


def _credit_texts(line: str) -> list[str]:
    """What of a body's line may be a credit: all of a short one, and a dateline's parts."""
    start = line[:_DATELINE_LENGTH]
    bracketed = [next(filter(None, groups)) for groups in _IN_BRACKETS.findall(start)]
    return [*bracketed, *_BEFORE_DASH.findall(start), *([line] if line == start else [])]


def _is_earlier(one: Printing, other: Printing) -> bool:
    """Whether `one` was clearly published before `other`."""
    if one.published_at is None or other.published_at is None:
        return False
    by_day = "day" in {one.published_precision, other.published_precision}
    return other.published_at - one.published_at > (DAYS_APART if by_day else CLEARLY_APART)
