"""What a crawl finds and fetches: links, pages, and reports on the sources it has read."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The URL of an article, and what the source that lists it says of the article."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    changed_at: datetime | None = None
    """When the article last changed, as the source says; a reason to fetch it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageValidators:
    """What tells later whether a page has changed (RFC 9110, 8.8), and the hash of its bytes."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str
    """The SHA-256 of the response's bytes, in hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A downloaded page as bytes, before anything is parsed."""

    url: str
    """The URL that answered, after redirects."""
    requested_url: str
    """The URL that was requested, by which the frontier knows the page."""
    site: str
    """The key of the registered site, else the registrable domain, e.g. "example.co.uk"."""
    body: bytes = field(repr=False)
    content_type: str | None
    """The Content-Type header as sent, e.g. "text/html; charset=utf-8"."""
    fetched_at: datetime
    """When the end of the response had arrived."""
    link: Link | None = None
    """The link that the page was found by; None where no source lists the page."""
    is_partial: bool = False
    """Whether the transfer was cut off, so that the end of the page is missing."""
    validators: PageValidators | None = None
    """None for a page out of an archive, which nobody asks for again."""
    is_revisit: bool = False
    """Whether the article is stored, and nothing said that the page had changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePage:
    """The answer of a page that has not changed since its text was stored: it is not read again."""

    url: str
    """The URL that answered, after redirects."""
    requested_url: str
    site: str
    at: datetime
    validators: PageValidators


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What tells whether a source is as it was when it was read (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    """The digest of the bytes, as newsbot.discovery.digest makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """The result of fetching one feed, sitemap or section page."""

    url: str
    kind: str
    """A key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    site: str
    at: datetime
    links: int
    """How many links to articles the source listed."""
    failure: str | None = None
    """One line for a person: why the source was not read, or not as a whole; None when it was."""
    reason: str | None = None
    """The reason for `failure` in snake case, by which failures are counted, e.g. "http_404"."""
    status: int | None = None
    """The HTTP status; None where no response came."""
    is_unchanged: bool = False
    """Whether the source is as it was when it was read; then the links are not counted again."""
    new_links: int = 0
    """How many of the links no source had listed before."""
    newest_at: datetime | None = None
    """When the newest of the links became known, by whatever source; None where none was read."""
    validators: Validators | None = None
    """What the next poll asks with; None where the source has to be read again in any case."""
    stated: timedelta | None = None
    """How long the response is good, by its headers."""
    ttl: timedelta | None = None
    """How long the source stays as it is, by its own word; None also where it was not read."""
    not_before: datetime | None = None
    """Until when the host asked to be left alone."""
