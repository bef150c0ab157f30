"""The contents of a source: the links or sitemaps that it lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from newsbot.items import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """An entry of an index of sitemaps: a sitemap's URL, and when the sitemap was last changed."""

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The contents of a feed, sitemap or section page: article links or, in an index, sitemaps."""

    links: tuple[Link, ...]
    """The links to articles in the source (a feed, sitemap or section page), in the order of the
    source. Each URL is included only once."""
    children: tuple[ChildSitemap, ...] = ()
    not_web: int = 0
    """The number of entries of the source that were left out because their link is no http or https
    URL, e.g. "mailto:…" or "http://[gazette]/"."""
    over_limit: int = 0
    """The number of entries of a sitemap that were left out, because the sitemap has more entries
    than the protocol allows."""
    is_cut_off: bool = False
    """Whether the end of the source is missing, so that links may be missing too: a gzip file was
    cut off, or the elements of an HTML page are nested too deeply for the parser."""
    fault: str | None = None
    """Why a part of the source could not be read, e.g. "broken JSON at line 3"; None if the whole
    source was read. The links before that part are in `links`."""
    ttl: timedelta | None = None
    """How long the feed says that it stays unchanged, e.g. in the element `ttl` of RSS. None if
    the feed does not say. Always None for sitemaps and section pages."""
    trapped: int = 0
    """The number of links on a section page that were left out, because there seems to be no end of
    such links: days of a calendar, paths that repeat their folders, or thousands of links."""
    next_page: str | None = None
    """The URL of the page that follows a section page ("Older posts"). None if there is none, and
    for sources that are no section pages."""
    dated_pages: tuple[str, ...] = ()
    """The URLs of archive pages to which a section page links. They are recognised by the date in
    their URL: "/2026/05/" is the archive page of a month. Empty for sources that are no section
    pages."""
