"""What is found and fetched: links, pages, and what came of reading a source."""

from dataclasses import dataclass, field
from datetime import datetime


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
class SourceReport:
    """What came of fetching one feed, sitemap or section page."""

    url: str
    kind: str
    """A key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    site: str
    at: datetime
    links: int
    """How many article links it listed."""
    failure: str | None = None
    """Why it could not be read, or not as a whole, in one line; None when it was."""
    reason: str | None = None
    """The same in snake case, e.g. "http_404", "no_entries"; becomes a counter."""
