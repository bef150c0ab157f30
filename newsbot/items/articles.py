"""The results of extraction: an article with its metadata, or the reason why there is none."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from newsbot.items.pages import Validators
from newsbot.reasons import Stage

Precision = Literal["second", "minute", "day"]


def iso_8601(moment: datetime | None) -> str | None:
    """A moment as exports write it, with its offset: "2026-05-11T06:30:00+00:00"."""
    return None if moment is None else moment.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most that a field of an article may hold; longer values are cut or left out."""

    characters: int
    """Of the text, or of each text of several; of a URL its bytes in UTF-8."""
    entries: int = 1
    is_url: bool = False


# Scrapy's exporters ask a field for its serializer; the one they have drops the offset.
_EXPORTED = {"serializer": iso_8601}
# What `newsbot.extraction.limits` asks a field for.
_HEADLINE = {"limit": Limit(characters=1_000)}
_SUMMARY = {"limit": Limit(characters=5_000)}
_LABEL = {"limit": Limit(characters=200)}
_NAMES = {"limit": Limit(characters=200, entries=50)}
_LABELS = {"limit": Limit(characters=200, entries=100)}
_URL = {"limit": Limit(characters=2_048, is_url=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of its article besides the body; what it does not say is None or empty.

    A field that is added here needs a column in `newsbot.versions` and in `news.all_articles`; all
    that stores and compares articles takes the fields from here.
    """

    title: str = field(metadata=_HEADLINE)
    subtitle: str | None = field(default=None, metadata=_HEADLINE)
    summary: str | None = field(default=None, metadata=_SUMMARY)
    section: str | None = field(default=None, metadata=_LABEL)
    authors: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """Persons, in the order given."""
    credits: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """Organisations that the byline names: agencies, desks, the site itself."""
    tags: tuple[str, ...] = field(default=(), metadata=_LABELS)
    published_at: datetime | None = field(default=None, metadata=_EXPORTED)
    published_precision: Precision | None = None
    """How exact published_at is: "day" means that its time of day says nothing."""
    published_source: str | None = None
    """Where published_at was found, in the words of `extraction.metadata.published`: "json-ld"."""
    published_offset_minutes: int | None = None
    """What the publisher's clock was ahead of UTC; None where the page does not tell."""
    modified_at: datetime | None = field(default=None, metadata=_EXPORTED)
    modified_source: str | None = None
    """Where modified_at was found, in the words of published_source."""
    language: str | None = None
    """ISO 639-1, lower case, e.g. "en"."""
    is_paywalled: bool | None = None
    """None where the page does not say."""
    canonical_url: str | None = field(default=None, metadata=_URL)
    based_on: str | None = field(default=None, metadata=_URL)
    """The URL of the text that the page says it is based on; often the page itself."""
    image_url: str | None = field(default=None, metadata=_URL)

    @property
    def published_day(self) -> date | None:
        """The day of publication where the publisher is; in UTC where the offset is not known."""
        if self.published_at is None:
            return None
        return (self.published_at + timedelta(minutes=self.published_offset_minutes or 0)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Metadata):
    """One page's article: its body without navigation, teasers and comments, and its metadata."""

    url: str
    requested_url: str
    site: str
    fetched_at: datetime = field(metadata=_EXPORTED)
    body: str = field(repr=False)
    """Plain text, one paragraph a line, without the title; never empty."""
    is_partial: bool = False
    """Whether the body may lack text: a page was cut off, or a further page was not fetched."""
    block_keys: tuple[int, ...] = field(default=(), repr=False)
    """The key of each block that would be body if nothing were known of the site, as
    `extraction.boilerplate.block_key` makes it."""
    recurring_lines: tuple[int, ...] = ()
    """The numbers, from 0, of body lines that recur on other articles of the site: these lines do
    not count when copies are looked for."""
    plain_sha256: str | None = field(default=None, repr=False)
    """The SHA-256, in hexadecimal digits, of title and body as they would be if nothing were known
    of the site; None where it was not computed."""
    charset: str | None = None
    """The encoding of the page, by its name in the Encoding Standard, e.g. "windows-1252"."""
    failed_parts: tuple[str, ...] = ()
    """The parts of the page that an error of newsbot kept from being read, in the words of
    `newsbot.extraction.page.parts`."""
    cut_fields: tuple[str, ...] = ()
    """The names of the fields that were longer than their limit."""
    unmatched_rules: tuple[str, ...] = ()
    """The site's rules that found nothing on the page, e.g. "body", "strip: //aside"."""
    extractor: str
    extractor_version: str
    validators: Validators | None = field(default=None, repr=False)
    """Of the page; None for one out of an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """The reason why a page holds no article."""

    reason: str
    """A word in snake case, e.g. "too_short"; becomes a counter and a row."""
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A page that was not stored, or not even fetched, and the reason."""

    url: str
    requested_url: str
    site: str
    at: datetime
    stage: Stage
    reason: str
    """A word in snake case, e.g. "http_404", "cookie_wall"."""
    detail: str | None = None
    """One line for a person."""
    status: int | None = None
    """The HTTP status, where there was one."""
    body_sha256: bytes | None = None
    """The SHA-256 of the refused page, 32 bytes; None where no page was fetched."""
    extractor_version: str | None = None
    """The version of the extractor that refused the page; None where none looked at it."""
    is_revisit: bool = False
    """Whether the URL's article is stored, and the page was only looked at again."""
