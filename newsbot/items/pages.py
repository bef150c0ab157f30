"""The items of a crawl before extraction: links to articles, fetched pages, reports on sources."""

from dataclasses import dataclass, field
from datetime import datetime


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
    """The moment when the response was complete."""
    link: Link | None = None
    """The link to the page in a feed, sitemap or section page, by which the page was found; None if
    the page was found in another way."""
    is_partial: bool = False
    """Whether the transfer was cut off, so that the end of the page is missing."""


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
