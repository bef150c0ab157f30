"""The links that a source lists."""

from dataclasses import dataclass
from datetime import datetime

from newsbot.items import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """A sitemap that an index of sitemaps lists."""

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The contents of a source: article links or, in an index of sitemaps, further sitemaps."""

    links: tuple[Link, ...]
    """Each URL once, in the order of the source."""
    children: tuple[ChildSitemap, ...] = ()
    not_web: int = 0
    """The number of entries with a link that is no web URL, e.g. "mailto:…", "http://[gazette]/"."""
    is_cut_off: bool = False
    """Whether the source is a gzip file without its end; the whole one may list more."""
