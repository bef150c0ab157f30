"""The results of extraction: an article with its metadata, or the reason why there is none."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from newsbot.items.archive import ArchivedPage, Reread
from newsbot.items.pages import PageValidators
from newsbot.reasons import Stage

Precision = Literal["second", "minute", "day"]


def iso_8601(moment: datetime | None) -> str | None:
    """A moment as text in ISO 8601, for Scrapy's exports, e.g. "2026-05-11T06:30:00+00:00"."""
    return None if moment is None else moment.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The maximum size of a field of the class `Article`. Larger values are cut or left out."""

    characters: int
    """The maximum length in characters of the text in the limited field. If the field holds several
    texts (e.g. `tags`), the limit applies to each. If it holds a URL, the limit is in bytes."""
    entries: int = 1
    """The maximum number of texts in the limited field, if the field holds several (e.g. `tags`).
    Further texts are left out."""
    is_url: bool = False
    """Whether the limited field holds a URL. A URL that is too long is left out. It is not cut,
    because its beginning would be another URL."""


# The `metadata` argument of dataclass fields that hold a moment. Scrapy's exporters write such
# fields with this serializer. Scrapy's own would leave out the offset from UTC.
_EXPORTED = {"serializer": iso_8601}
# The `metadata` arguments of dataclass fields that may hold long texts. Each says how long the text
# may be. The module `newsbot.extraction.limits` cuts longer texts.
_HEADLINE = {"limit": Limit(characters=1_000)}
_SUMMARY = {"limit": Limit(characters=5_000)}
_LABEL = {"limit": Limit(characters=200)}
_NAMES = {"limit": Limit(characters=200, entries=50)}
_LABELS = {"limit": Limit(characters=200, entries=100)}
_URL = {"limit": Limit(characters=2_048, is_url=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its article, except for the body.

    A field is None or empty if the page does not state it. A new field needs a column in
    `newsbot.versions` and in `news.all_articles`. The code that stores and compares articles needs
    no change, because it takes its list of fields from this class.
    """

    title: str = field(metadata=_HEADLINE)
    subtitle: str | None = field(default=None, metadata=_HEADLINE)
    summary: str | None = field(default=None, metadata=_SUMMARY)
    section: str | None = field(default=None, metadata=_LABEL)
    authors: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """The names of the persons who wrote the article, in the order in which the page has them."""
    credits: tuple[str, ...] = field(default=(), metadata=_NAMES)
    """The names of organisations that the page states as authors: agencies, desks, the site
    itself."""
    tags: tuple[str, ...] = field(default=(), metadata=_LABELS)
    published_at: datetime | None = field(default=None, metadata=_EXPORTED)
    published_precision: Precision | None = None
    """The smallest unit of time that the page states for `published_at`. If it is "day", the time
    of day in `published_at` has no meaning."""
    published_source: str | None = None
    """Where on the page `published_at` was found, e.g. "json-ld", "meta", "url". The module
    `newsbot.extraction.metadata.times.published` has all the names."""
    published_offset_minutes: int | None = None
    """The offset of the publisher's local time from UTC, in minutes, positive east of Greenwich;
    None if the page does not state it."""
    modified_at: datetime | None = field(default=None, metadata=_EXPORTED)
    modified_source: str | None = None
    """Where on the page `modified_at` was found, e.g. "json-ld", "meta". The names are the same as
    for `published_source`."""
    language: str | None = None
    """The language of the text by its ISO 639-1 code in lower case, e.g. "en"."""
    is_paywalled: bool | None = None
    """Whether readers must pay or register for the whole article; None if the page does not say."""
    canonical_url: str | None = field(default=None, metadata=_URL)
    based_on: str | None = field(default=None, metadata=_URL)
    """The URL of the text on which the article is based, as the page states it. Often the page
    states its own URL."""
    image_url: str | None = field(default=None, metadata=_URL)
    from_feed: tuple[str, ...] = ()
    """The names of the fields whose values come from the feed or sitemap, because the page does not
    state them: "title", "authors", "credits", "summary". The field "published_at" is never among
    them: `published_source` tells whether the date comes from the feed or sitemap."""

    @property
    def published_day(self) -> date | None:
        """The day of publication in the publisher's local time; in UTC if the offset is unknown."""
        if self.published_at is None:
            return None
        return (self.published_at + timedelta(minutes=self.published_offset_minutes or 0)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Metadata):
    """The article at a URL: its metadata, and its body without navigation, teasers and comments."""

    url: str
    requested_url: str
    site: str
    fetched_at: datetime = field(metadata=_EXPORTED)
    body: str = field(repr=False)
    """The plain text of the article, without the title. Each paragraph is one line. Never empty."""
    body_markdown: str | None = field(default=None, repr=False)
    """The words of `body` in Markdown (CommonMark, with the tables of GitHub Flavored Markdown),
    with headings, lists, tables, quotes, emphasis and links. None for articles that were stored
    before newsbot had this field."""
    body_certainty: float | None = None
    """How sure the model that chose the blocks of the body is of the whole body, 0 to 1. None if a
    rule for the site chose them, or if the body has the entries of a live blog."""
    is_partial: bool = False
    """Whether text may be missing from the body, because a page was cut off or a further page of
    the article was not fetched."""
    twin_urls: tuple[str, ...] = field(default=(), repr=False)
    """The URLs of other pages with the same article, as this page states them: for AMP (Google's
    format for phones), for phones or for print."""
    block_keys: tuple[int, ...] = field(default=(), repr=False)
    """One hash (`newsbot.extraction.page.boilerplate.block_key`) for each text block of the page
    that was taken for a part of the body. Some of these blocks are not in `body`: they were left
    out in the end, because other articles of the site have them too."""
    recurring_lines: tuple[int, ...] = ()
    """The numbers of the lines of `body` that recur on other articles of the site. The first
    line of `body` has the number 0. The search for copies ignores recurring lines."""
    plain_sha256: str | None = field(default=None, repr=False)
    """The SHA-256, in hexadecimal digits, of title and body before boilerplate was removed from
    the body. Boilerplate is text that other articles of the site have too. None if the SHA-256
    was not computed."""
    charset: str | None = None
    """The encoding of the page, by its name in the Encoding Standard, e.g. "windows-1252"."""
    failed_parts: tuple[str, ...] = ()
    """The parts of the page that were not read, e.g. "json_ld". A part is not read if it is too
    large, or if newsbot fails on it because of a bug. The module `newsbot.extraction.page.parts`
    has all the names."""
    cut_fields: tuple[str, ...] = ()
    """The names of the article's fields that were cut or left out because they were too long."""
    unmatched_rules: tuple[str, ...] = ()
    """The site's extraction rules that found nothing on the page, e.g. "body", "strip: //aside"."""
    extractor: str
    extractor_version: str
    validators: PageValidators | None = field(default=None, repr=False)
    """The ETag, the Last-Modified and a hash of the page. With them, newsbot finds out later
    whether the page has changed. None for a page from an archive."""
    archived: tuple[ArchivedPage, ...] = field(default=(), repr=False)
    """The places of the article's pages in newsbot's archive; empty if the archive has none."""
    reread: Reread | None = field(default=None, repr=False)
    """Set if the page was fetched earlier, and was extracted once more from newsbot's archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """The result of extraction for a page that holds no article: the reason why it holds none."""

    reason: str
    """The name of a reason in the module `newsbot.reasons`, e.g. "too_short"."""
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A page that was not stored, or that was not even fetched, and the reason for this."""

    url: str
    requested_url: str
    site: str
    at: datetime
    stage: Stage
    reason: str
    """Why the page was not stored: the name of a reason in the module `newsbot.reasons`, e.g.
    "http_404" or "cookie_wall"."""
    detail: str | None = None
    """One line that explains the reason to a person, e.g. the text of an exception."""
    status: int | None = None
    """The HTTP status of the response; None if there was no response."""
    body_sha256: bytes | None = None
    """The SHA-256 (32 bytes) of the content of the rejected page; None if no page was fetched."""
    extractor_version: str | None = None
    """The version of the extractor that refused the page; None if no extractor examined it."""
    is_revisit: bool = False
    """Whether the page was requested only to see if its stored article has changed."""
    archived: tuple[ArchivedPage, ...] = field(default=(), repr=False)
    """The places of the page, and of further pages, in newsbot's archive; empty if it has none."""
    reread: Reread | None = field(default=None, repr=False)
    """Set if the page was fetched earlier, and was extracted once more from newsbot's archive."""
