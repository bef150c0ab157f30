"""The results of extraction: an article with its metadata, or the reason why there is none."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from newsbot.items.pages import PageValidators
from newsbot.reasons import Stage

Precision = Literal["second", "minute", "day"]


def iso_8601(moment: datetime | None) -> str | None:
    """A moment in ISO 8601 with the offset, for exports: "2026-05-11T06:30:00+00:00"."""
    return None if moment is None else moment.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The maximum size of an article's field; longer values are cut or left out."""

    characters: int
    """The most characters of a text, or of each text in a list; for a URL, the most bytes."""
    entries: int = 1
    """The most texts in a field that is a list."""
    is_url: bool = False
    """Whether the field is a URL, which is never cut: one that is too long is left out."""


# Scrapy's exporters use the serializer in a field's metadata; the usual one omits a time's offset.
_EXPORTED = {"serializer": iso_8601}
# The metadata of fields in which `newsbot.extraction.limits` finds the limit of each field.
_HEADLINE = {"limit": Limit(characters=1_000)}
_SUMMARY = {"limit": Limit(characters=5_000)}
_LABEL = {"limit": Limit(characters=200)}
_NAMES = {"limit": Limit(characters=200, entries=50)}
_LABELS = {"limit": Limit(characters=200, entries=100)}
_URL = {"limit": Limit(characters=2_048, is_url=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The facts that a page states about its article; None or empty if it states none.

    A field that is added here needs a column in `newsbot.versions` and in `news.all_articles`. The
    code that stores and compares articles takes the list of fields from here.
    """

    title: str = field(metadata=_HEADLINE)
    subtitle: str | None = field(default=None, metadata=_HEADLINE)
    summary: str | None = field(default=None, metadata=_SUMMARY)
    section: str | None = field(default=None, metadata=_LABEL)
    authors: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """The names of persons, in the order in which the page gives them."""
    credits: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """Organisations that the byline names: agencies, desks, the site itself."""
    tags: tuple[str, ...] = field(default=(), metadata=_LABELS)
    published_at: datetime | None = field(default=None, metadata=_EXPORTED)
    published_precision: Precision | None = None
    """How exact published_at is: with "day", the time of day in it means nothing."""
    published_source: str | None = None
    """The part of the page where published_at was found, e.g. "json-ld", "meta", "url"; the names
    are those of `newsbot.extraction.metadata.published`."""
    published_offset_minutes: int | None = None
    """How many minutes the publisher's local time was ahead of UTC; None if the page does not say.
    """
    modified_at: datetime | None = field(default=None, metadata=_EXPORTED)
    modified_source: str | None = None
    """The part of the page where modified_at was found, by the same names as published_source."""
    language: str | None = None
    """The language of the article as a lower-case ISO 639-1 code, e.g. "en"."""
    is_paywalled: bool | None = None
    """Whether readers must pay or register for the whole article; None if the page does not say."""
    canonical_url: str | None = field(default=None, metadata=_URL)
    based_on: str | None = field(default=None, metadata=_URL)
    """The URL of the text that the page says it is based on; often the page itself."""
    image_url: str | None = field(default=None, metadata=_URL)

    @property
    def published_day(self) -> date | None:
        """The day of publication in the publisher's local time; in UTC if the offset is unknown."""
        if self.published_at is None:
            return None
        return (self.published_at + timedelta(minutes=self.published_offset_minutes or 0)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Metadata):
    """The article at a URL: its body without navigation, teasers and comments, and its metadata."""

    url: str
    requested_url: str
    site: str
    fetched_at: datetime = field(metadata=_EXPORTED)
    body: str = field(repr=False)
    """Plain text, one paragraph a line, without the title; never empty."""
    is_partial: bool = False
    """Whether the body may lack text: a page was cut off, or a further page was not fetched."""
    block_keys: tuple[int, ...] = field(default=(), repr=False)
    """The keys, made by `extraction.boilerplate.block_key`, of the blocks that would be taken
    for body text if newsbot knew no other article of the site."""
    recurring_lines: tuple[int, ...] = ()
    """The numbers, from 0, of lines of `body` that recur on other articles of the site, and so
    do not count in the search for copies."""
    plain_sha256: str | None = field(default=None, repr=False)
    """The SHA-256, in hexadecimal digits, of title and body as extracted without knowledge of
    other articles of the site; None where it was not computed."""
    charset: str | None = None
    """The encoding of the page, by its name in the Encoding Standard, e.g. "windows-1252"."""
    failed_parts: tuple[str, ...] = ()
    """The parts of the page that were not read because of an error in newsbot or because of their
    size, e.g. "json_ld"; the names are those of `newsbot.extraction.page.parts`."""
    cut_fields: tuple[str, ...] = ()
    """The names of the fields that were cut or left out because they exceeded their Limit."""
    unmatched_rules: tuple[str, ...] = ()
    """The site's rules that found nothing on the page, e.g. "body", "strip: //aside"."""
    extractor: str
    extractor_version: str
    validators: PageValidators | None = field(default=None, repr=False)
    """ETag, Last-Modified and hash of the page, for later requests; None for an archived page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """The reason why a page holds no article."""

    reason: str
    """A name in snake case, e.g. "too_short", by which rejections are counted and stored."""
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
    """Why the page was not stored: a name of newsbot.reasons, e.g. "http_404", "cookie_wall"."""
    detail: str | None = None
    """One line that explains the reason to a person, e.g. the text of an exception."""
    status: int | None = None
    """The HTTP status of the response; None where there was no response."""
    body_sha256: bytes | None = None
    """The SHA-256 of the refused page, 32 bytes; None where no page was fetched."""
    extractor_version: str | None = None
    """The version of the extractor that refused the page; None if it was not extracted."""
    is_revisit: bool = False
    """Whether the page was requested only to see if its stored article has changed."""
