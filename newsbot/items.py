"""The values that travel from spider to storage: one frozen type per state, no half-filled objects.

FetchedPage → Article | Rejection → FingerprintedArticle | Rejection
All times are aware and UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from newsbot.reasons import Stage

Precision = Literal["second", "minute", "day"]
SourceKind = Literal["feed", "sitemap", "section"]


def iso_8601(moment: datetime | None) -> str | None:
    """The moment with its offset, e.g. "2026-05-11T06:30:00+00:00"; exports write times so."""
    return None if moment is None else moment.isoformat()


# Scrapy's exporters ask a field for its serializer; their own drops the offset.
_EXPORTED = {"serializer": iso_8601}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article's address, and what the source that lists it says of the article."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    changed_at: datetime | None = None
    """When the source says that the article last changed; decides about fetching it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A downloaded page, as bytes; nothing of it is parsed yet."""

    url: str
    """The address that answered, after redirects."""
    requested_url: str
    """The address that was asked for, which the frontier knows."""
    site: str
    """Key of the registered site, else the registrable domain, e.g. "example.co.uk"."""
    body: bytes = field(repr=False)
    content_type: str | None
    """The Content-Type header as sent, e.g. "text/html; charset=utf-8"."""
    fetched_at: datetime
    """When the response had come."""
    link: Link | None = None
    """What the source said of it; None where no source did."""
    is_partial: bool = False
    """Whether only a part of it came: the transfer was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How often a block stands on the articles of its site: on `articles` of the nearest `among`.

    `among` reaches to the farthest article that has it, and no farther: of what appeared yesterday
    the articles of last week say nothing.
    """

    articles: int
    among: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlocks:
    """What a site's other articles, as far as they are stored, say of the blocks of a page.

    See `newsbot.extraction.boilerplate`, which decides by it.
    """

    articles: int = 0
    """How many there are, of those fetched nearest in time to the page."""
    seen: Mapping[int, Recurrence] = field(default_factory=dict)
    """By block key; only blocks that at least two of these articles have."""
    recurring: frozenset[int] = frozenset()
    """Keys of blocks that at least three stored pages have, further printings of a text included:
    a line that makes texts alike makes them look like printings of one, and is no less common."""


NOTHING_SEEN = SiteBlocks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page's article: its body without navigation, teasers and comments, and its metadata."""

    url: str
    requested_url: str
    site: str
    fetched_at: datetime = field(metadata=_EXPORTED)
    title: str
    body: str = field(repr=False)
    """Plain text, one paragraph a line, without the title; never empty."""
    canonical_url: str | None = None
    based_on: str | None = None
    """The address of what the page says that it is based on; often its own."""
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    """Persons, in the order given."""
    credits: tuple[str, ...] = ()
    """Organisations that the byline names: agencies, desks, the site itself."""
    published_at: datetime | None = field(default=None, metadata=_EXPORTED)
    published_precision: Precision | None = None
    """How exact published_at is: "day" means that its time of day says nothing."""
    published_source: str | None = None
    """Where it was found, as `extraction.metadata.published` calls it, e.g. "json-ld"."""
    published_offset_minutes: int | None = None
    """What the publisher's clock was ahead of UTC; None where the page does not tell."""
    modified_at: datetime | None = field(default=None, metadata=_EXPORTED)
    modified_source: str | None = None
    language: str | None = None
    """ISO 639-1, lower case, e.g. "en"."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    image_url: str | None = None
    is_paywalled: bool | None = None
    """None where the page does not say."""
    is_partial: bool = False
    """Whether the body may lack text: a page of it was cut off, or could not be had this time."""
    block_keys: tuple[int, ...] = field(default=(), repr=False)
    """`block_key` of each block that would be body if nothing were known of the site."""
    recurring_lines: tuple[int, ...] = ()
    """Numbers, from 0, of the lines of the body that other articles of the site have too, often
    enough to say nothing of this one: they do not count for being a copy."""
    plain_sha256: str | None = field(default=None, repr=False)
    """64 hexadecimal digits over title and body as they would be if nothing were known of the site;
    None where nobody made it out."""
    charset: str | None = None
    """In which its page was read, by its name in the Encoding Standard, e.g. "windows-1252"."""
    failed_parts: tuple[str, ...] = ()
    """What could not be read for an error of ours, as `newsbot.extraction.page.parts` calls it."""
    cut_fields: tuple[str, ...] = ()
    """The fields that were longer than `newsbot.extraction.limits` allows."""
    unmatched_rules: tuple[str, ...] = ()
    """The site's rules that found nothing on the page, e.g. "body", "strip: //aside"."""
    extractor: str
    extractor_version: str

    @property
    def published_day(self) -> date | None:
        """The publisher's own day of publication; in UTC where the offset is not known."""
        if self.published_at is None:
            return None
        return (self.published_at + timedelta(minutes=self.published_offset_minutes or 0)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """Extraction's other answer: this page holds no article, and why."""

    reason: str
    """Snake case, e.g. "too_short"; becomes a counter and a row."""
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A page that was not stored, or not even fetched, and why."""

    url: str
    requested_url: str
    site: str
    at: datetime
    stage: Stage
    reason: str
    """Snake case, e.g. "http_404", "cookie_wall"."""
    detail: str | None = None
    """One line for a person."""
    status: int | None = None
    """The HTTP status, where there was one."""
    body_sha256: bytes | None = None
    """Of the page that was refused, where there was one."""
    extractor_version: str | None = None
    """Of what refused the page; None where nothing looked at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What came of fetching one feed, sitemap or section page."""

    url: str
    kind: SourceKind
    site: str
    at: datetime
    links: int
    """How many article links it listed."""
    failure: str | None = None
    """Why it could not be read, or not as a whole, in one line; None when it was."""
    reason: str | None = None
    """The same in snake case, e.g. "http_404", "no_entries"; becomes a counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What of a text is stored to find its copies."""

    content_sha256: bytes
    """32 bytes over the normalised text."""
    sketch: tuple[int, ...]
    """Up to 24 smallest shingle hashes, as signed 64-bit integers; empty: exact only."""
    word_count: int


Method = Literal["exact", "shingles", "lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A stored article that a text is a printing of, and how alike the two are."""

    article_id: int
    """The article whose text it is."""
    similarity: float
    """Jaccard index of the two texts' sets of word 5-grams, 0 to 1."""
    containment: float
    """Shared 5-grams over those of the shorter text, 0 to 1."""
    method: Method
    """exact: the same words; shingles: most of them; lead: reworked, with the same opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintedArticle:
    """An article with its fingerprint and what a first look at the stored ones found."""

    article: Article
    fingerprint: Fingerprint
    match: Match | None
    horizon: int
    """The newest stored version the look saw; only later ones are still to be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Stored as an article of its own."""

    article_id: int
    takes_over: Match | None = None
    """The article that was the original until this one, the true original, came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Stored, and pointing to the original, which is never itself a copy."""

    article_id: int
    original: int
    match: Match
    """What of the original's group it was found by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A known article with another text than it had at that time; stored as a further version."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A known article with the text that it has, and other metadata of the kind readers compare."""

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A known article with the text that it had at that time."""

    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Not an article, or not fetched; its reason is stored."""

    rejection: Rejection


Outcome = New | Copy | Revised | Amended | Unchanged | Rejected
