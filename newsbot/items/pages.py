"""The items of a crawl before extraction: links to articles, fetched pages, reports on sources."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsbot.items.archive import ArchivedPage, Exchange, Reread


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The URL of an article, and what a feed, sitemap or section page says about the article."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    changed_at: datetime | None = None
    """The time of the article's last change, as a feed or sitemap states it. If the article was
    last fetched before this time, it is fetched again."""
    authors: tuple[str, ...] = ()
    """The authors whom a feed states for the article, in the feed's own words, e.g. "By Ann Carter
    and Bo Lind". E-mail addresses are removed. There are at most 10 texts, of at most 200
    characters each."""
    summary: str | None = None
    """The article's summary as a feed states it: one line of plain text of at most 1 000
    characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageValidators:
    """ETag, Last-Modified (RFC 9110, 8.8) and hash of a page, to see later if it has changed."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str
    """The SHA-256 of the response's bytes, in hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePlace:
    """The place of a page in a wave: in a group of pages of an archive that are stored together."""

    wave: int
    """The number of the wave in this crawl, from 0."""
    index: int
    """The number of the page in the wave, from 0."""
    size: int
    """The number of pages in the wave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A downloaded page: its bytes, which are not parsed yet, and facts about the download."""

    url: str
    """The URL of the page, after redirects."""
    requested_url: str
    """The URL that was requested, before redirects. The row of the page in the table `frontier`,
    which lists all URLs to fetch, has this URL."""
    site: str
    """The key of the registered site to which the page belongs; for a page of no registered site,
    its registrable domain, e.g. "example.co.uk"."""
    body: bytes = field(repr=False)
    content_type: str | None
    """The Content-Type header as sent, e.g. "text/html; charset=utf-8"."""
    fetched_at: datetime
    """The moment at which the response was complete, in UTC."""
    link: Link | None = None
    """The entry of a feed, sitemap or section page that led to the page; None if none of them lists
    it."""
    is_partial: bool = False
    """Whether the transfer of the page was cut off, so that the end of the page is missing."""
    validators: PageValidators | None = None
    """The ETag, the Last-Modified and a hash of the page. With them, newsbot finds out later
    whether the page has changed. None for a page from an archive."""
    is_revisit: bool = False
    """Whether the page was requested only to see if its stored article has changed."""
    exchange: Exchange | None = field(default=None, repr=False)
    """The HTTP request and the headers of the response, which are to be written to newsbot's
    archive. None after they were written, and for a page that was read from an archive."""
    place: WavePlace | None = None
    """The place of the page among those of a WARC file that are stored together. None for a page
    that is stored by itself."""
    archived: tuple[ArchivedPage, ...] = field(default=(), repr=False)
    """The place of the page in newsbot's archive; empty if the archive does not have it."""
    reread: Reread | None = field(default=None, repr=False)
    """Says, for a page that is read from newsbot's archive to be extracted again, which stored
    article it gave before. None for a page that was just downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePage:
    """A page that has not changed since its text was stored, and so is not extracted again."""

    url: str
    """The URL of the page, after redirects."""
    requested_url: str
    site: str
    at: datetime
    validators: PageValidators
    is_downloaded: bool = False
    """True if the server sent the page again. False if it answered 304 (Not Modified)."""
    exchange: Exchange | None = field(default=None, repr=False)
    """The HTTP request, the headers of the response, and the bytes of the page if the server sent
    them. They are to be written to newsbot's archive. None after they were written."""
    archived: tuple[ArchivedPage, ...] = field(default=(), repr=False)
    """The places in newsbot's archive that hold this fetch; empty if the archive does not have
    it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """ETag, Last-Modified (RFC 9110, 8.8) and digest of a source, to see later if it changed."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    """A hash of the source's content, with the kind of the source and the version of the parsers,
    as the module `newsbot.discovery.digest` makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSitemap:
    """What newsbot knows about one of the sitemaps that a sitemap index lists.

    The sitemap index is a source of a site. Its sitemaps are read when it is polled.
    """

    url: str
    listed_by: str | None = None
    """A source may be a sitemap index, and an index may list further indexes. This is the URL of
    the index that lists this sitemap; None if that index is the source itself."""
    stated_at: datetime | None = None
    """The time of the sitemap's last change, as the sitemap index stated it when the sitemap was
    last read. None if the index stated none."""
    links: int = 0
    """How many links to articles the sitemap had when it was last read."""
    read_at: datetime | None = None
    """When the sitemap was last read as a whole, or was later found to be unchanged. None if it
    must be read at the next poll in any case."""
    validators: Validators = field(default_factory=Validators)
    is_misdated: bool = False
    """Whether the time of the last change that the index states for this sitemap is not trusted.
    This is so if the sitemap was once found to have changed, although the stated time was still
    the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """The result of a poll: of one attempt to fetch a feed, sitemap or section page."""

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
    """The HTTP status of the response to the poll; None if there was no response."""
    is_unchanged: bool = False
    """Whether the source is unchanged since it was last read. Then it is not read again, and
    `links` is 0."""
    new_links: int = 0
    """The number of links in the source that are new: no source had listed them before."""
    newest_at: datetime | None = None
    """When newsbot found the latest of the source's links for the first time, in this source or in
    another one. None if the source has no links."""
    validators: Validators | None = None
    """The ETag, the Last-Modified and a digest of the source. With them, the next poll finds out
    whether the source has changed. None if the next poll must read the source in any case."""
    stated: timedelta | None = None
    """How long the source stays unchanged, according to the header Cache-Control or Expires of
    the response. None if neither header says so."""
    ttl: timedelta | None = None
    """How long the feed says that it stays unchanged, e.g. in the element `ttl` of RSS. None if it
    does not say, or if the source was not read."""
    not_before: datetime | None = None
    """The moment before which the host wants no further requests, by its header Retry-After. None
    if there is no such header."""
    children: tuple[KnownSitemap, ...] | None = None
    """What is known of the sitemaps that the source lists, if it is a sitemap index. A poll reads
    only some of the sitemaps of a large index, and only these are included. None if the source was
    not read: then the database keeps what it has of the sitemaps."""
