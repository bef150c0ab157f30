"""The results of extraction: an article with its metadata, or the reason why there is none."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from newsbot.reasons import Stage

Precision = Literal["second", "minute", "day"]


def iso_8601(moment: datetime | None) -> str | None:
    """A moment as Scrapy's exports are to write it, e.g. "2026-05-11T06:30:00+00:00"."""
    return None if moment is None else moment.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The largest size of a field of an article; larger values are cut or left out."""

    characters: int
    """The most characters of the field's text, or of each text if the field holds a list; for a
    URL, the most bytes."""
    entries: int = 1
    """The most texts in the field, if it holds a list."""
    is_url: bool = False
    """Whether the field is a URL. A URL that is too long is left out, because a part of a URL would
    be another URL."""


# The `metadata` argument of dataclass fields that are moments. Scrapy's exporters write such fields
# with this serializer; without it they would leave out the offset from UTC.
_EXPORTED = {"serializer": iso_8601}
# The `metadata` arguments of dataclass fields that may hold long texts, with the limits of these
# fields. The module `newsbot.extraction.limits` applies the limits.
_HEADLINE = {"limit": Limit(characters=1_000)}
_SUMMARY = {"limit": Limit(characters=5_000)}
_LABEL = {"limit": Limit(characters=200)}
_NAMES = {"limit": Limit(characters=200, entries=50)}
_LABELS = {"limit": Limit(characters=200, entries=100)}
_URL = {"limit": Limit(characters=2_048, is_url=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its article, except for the body.

    A field is None or empty if the page does not say it. A new field needs a column in
    `newsbot.versions` and in `news.all_articles`; the code that stores and compares articles
    already takes its list of fields from this class.
    """

    title: str = field(metadata=_HEADLINE)
    subtitle: str | None = field(default=None, metadata=_HEADLINE)
    summary: str | None = field(default=None, metadata=_SUMMARY)
    section: str | None = field(default=None, metadata=_LABEL)
    authors: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """The names of the persons who wrote the article, in the order in which the page has them."""
    credits: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """The names of organisations in the byline: agencies, desks, the site itself."""
    tags: tuple[str, ...] = field(default=(), metadata=_LABELS)
    published_at: datetime | None = field(default=None, metadata=_EXPORTED)
    published_precision: Precision | None = None
    """The smallest unit of time that the page states for published_at. For "day", the time of day
    in published_at has no meaning."""
    published_source: str | None = None
    """Where on the page published_at was found, e.g. "json-ld", "meta", "url". The module
    `newsbot.extraction.metadata.published` has all the names."""
    published_offset_minutes: int | None = None
    """The offset of the publisher's local time from UTC, in minutes, positive east of Greenwich;
    None if the page does not state it."""
    modified_at: datetime | None = field(default=None, metadata=_EXPORTED)
    modified_source: str | None = None
    """Where on the page modified_at was found; the names are the same as for published_source."""
    language: str | None = None
    """The language of the text by its ISO 639-1 code in lower case, e.g. "en"."""
    is_paywalled: bool | None = None
    """Whether readers must pay or register for the whole article; None if the page does not say."""
    canonical_url: str | None = field(default=None, metadata=_URL)
    based_on: str | None = field(default=None, metadata=_URL)
    """The URL of the text that the article is based on, as the page states it; often the URL of the
    page itself."""
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
    """The text of the article, without the title: plain text, one paragraph a line, never empty."""
    is_partial: bool = False
    """Whether the body may lack text: a page was cut off, or a further page was not fetched."""
    block_keys: tuple[int, ...] = field(default=(), repr=False)
    """The keys (see `newsbot.extraction.boilerplate.block_key`) of the blocks in the body, and of
    the blocks that were removed from it because they recur on other articles of the site."""
    recurring_lines: tuple[int, ...] = ()
    """The indices (from 0) of the lines of the body that recur on other articles of the site. These
    lines do not count in the search for copies."""
    plain_sha256: str | None = field(default=None, repr=False)
    """The SHA-256, in hexadecimal digits, of the title and of the body as it was before blocks that
    recur on other articles of the site were removed; None if the SHA-256 was not computed."""
    charset: str | None = None
    """The encoding of the page, by its name in the Encoding Standard, e.g. "windows-1252"."""
    failed_parts: tuple[str, ...] = ()
    """The parts of the page that were not read, because they are too large or newsbot has a bug,
    e.g. "json_ld". The module `newsbot.extraction.page.parts` has all the names."""
    cut_fields: tuple[str, ...] = ()
    """The names of the fields that were cut or left out because they exceeded their Limit."""
    unmatched_rules: tuple[str, ...] = ()
    """The site's rules that found nothing on the page, e.g. "body", "strip: //aside"."""
    extractor: str
    extractor_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """The reason why a page holds no article."""

    reason: str
    """The name of a reason in newsbot.reasons, e.g. "too_short"."""
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
    """The name of a reason in newsbot.reasons, e.g. "http_404", "cookie_wall"."""
    detail: str | None = None
    """One line for a person with more about the reason, e.g. the message of an exception."""
    status: int | None = None
    """The HTTP status of the response; None if there was no response."""
    body_sha256: bytes | None = None
    """The SHA-256, 32 bytes, of the body of the page; None if no page was fetched."""
    extractor_version: str | None = None
    """The version of the extractor that refused the page; None if no extractor examined it."""
