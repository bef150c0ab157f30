"""The items of a crawl before extraction: links to articles, fetched pages, reports on sources."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The URL of an article, and what a source (a feed, sitemap or section page) says about it."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    changed_at: datetime | None = None
    """When the article last changed, as the source says. An article that has changed since it was
    fetched is fetched again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A downloaded page: its bytes, before they are parsed, and facts about the download."""

    url: str
    """The URL of the page, after redirects."""
    requested_url: str
    """The URL that was requested, before redirects; the frontier knows the page by this URL."""
    site: str
    """The key of the registered site to which the page belongs; for a page of no registered site,
    its registrable domain, e.g. "example.co.uk"."""
    body: bytes = field(repr=False)
    content_type: str | None
    """The Content-Type header as sent, e.g. "text/html; charset=utf-8"."""
    fetched_at: datetime
    """The moment when the response was complete."""
    link: Link | None = None
    """The link in a source by which the page was found; None if no source lists the page."""
    is_partial: bool = False
    """Whether the transfer was cut off, so that the end of the page is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """The result of fetching one feed, sitemap or section page."""

    url: str
    kind: str
    """The kind of the source: a key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    site: str
    at: datetime
    links: int
    """How many links to articles the source listed."""
    failure: str | None = None
    """Why the source could not be read, or only in part, in one line for a person; None if it was
    read as a whole."""
    reason: str | None = None
    """The name of the reason for `failure`, by which failures are counted, e.g. "http_404"."""
