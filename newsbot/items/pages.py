"""The items of a crawl before extraction: links to articles, fetched pages, reports on sources."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The URL of an article, and what a feed, sitemap or section page says about the article."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    changed_at: datetime | None = None
    """The time of the article's last change, as a feed or sitemap states it. If the article was
    last fetched before this time, it is fetched again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageValidators:
    """ETag, Last-Modified (RFC 9110, 8.8) and hash of a page, to see later if it has changed."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str
    """The SHA-256 of the response's bytes, in hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A downloaded page: its bytes, which are not parsed yet, and facts about the download."""

    url: str
    """The URL of the page, after redirects."""
    requested_url: str
    """The URL that was requested, before redirects. This is the URL that newsbot's table of URLs to
    fetch has for the page."""
    site: str
    """The key of the registered site to which the page belongs; for a page of no registered site,
    its registrable domain, e.g. "example.co.uk"."""
    body: bytes = field(repr=False)
    content_type: str | None
    """The Content-Type header as sent, e.g. "text/html; charset=utf-8"."""
    fetched_at: datetime
    """When the response was complete."""
    link: Link | None = None
    """The link in a source that led to the page; None if no source lists it."""
    is_partial: bool = False
    """Whether the transfer was cut off, so that the end of the page is missing."""
    validators: PageValidators | None = None
    """For later conditional requests; None for a page from an archive."""
    is_revisit: bool = False
    """Whether the page was requested only to see if its stored article has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePage:
    """A page that has not changed since its text was stored, and so is not extracted again."""

    url: str
    """The URL that answered, after redirects."""
    requested_url: str
    site: str
    at: datetime
    validators: PageValidators
    is_downloaded: bool = False
    """Whether the server sent the page, with the same bytes; False if it answered 304."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """ETag, Last-Modified (RFC 9110, 8.8) and digest of a source, to see later if it changed."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    """The hash of the source's bytes, with a parser version; see newsbot.discovery.digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """The result of fetching one feed, sitemap or section page."""

    url: str
    kind: str
    """The kind of the source, e.g. "feed": a key of the mapping `newsbot.discovery.kinds.KINDS`."""
    site: str
    at: datetime
    links: int
    """How many links to articles the feed, sitemap or section page has."""
    failure: str | None = None
    """The reason, in one line for a person, why the source could not be read or was read only in
    part; None if it was read as a whole."""
    reason: str | None = None
    """The name of the reason why the source was not read as a whole, e.g. "http_404". Failures are
    counted by this name."""
    status: int | None = None
    """The HTTP status; None where no response came."""
    is_unchanged: bool = False
    """Whether the source has not changed since it was last read; then `links` is 0."""
    new_links: int = 0
    """The number of links that no source had listed before."""
    newest_at: datetime | None = None
    """When newsbot first saw the newest of the links, in any source; None if there are no links."""
    validators: Validators | None = None
    """Sent with the next poll to skip an unchanged source; None if it has to be read anyway."""
    stated: timedelta | None = None
    """How long the response stays fresh by its Cache-Control or Expires; None if not stated."""
    ttl: timedelta | None = None
    """How long the feed says it stays unchanged, e.g. RSS `ttl`; None if not stated or not read."""
    not_before: datetime | None = None
    """The moment before which the host wants no requests (Retry-After); None if not stated."""
