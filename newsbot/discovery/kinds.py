"""The kinds of sources (feed, sitemap, section page), in one table, KINDS.

To add a kind, add an entry to this table, a module with its parser to this package, and a line to
docs/sites.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import cast

from newsbot.discovery.listing import Listing
from newsbot.discovery.sections.url_shapes import UrlShapes

Parser = Callable[..., Listing]
"""A function that takes the body, URL and Content-Type header of a response, and returns the links
in the body. It raises SourceError if it cannot read the body. The parser of a kind that `is_page`
also takes the UrlShapes of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of source: its names, and the function that parses it."""

    name: str
    """The name of this kind of source in the registry of sites, in the database and in the command
    `scrapy crawl NAME`, e.g. "section"."""
    noun: str
    """The name of this kind of source in messages for people, e.g. "section page"."""
    parser: str
    """The dotted name of the `Parser` for this kind, e.g. "newsbot.discovery.feed.parse_feed". The
    function itself is not stored here, because only worker processes need to load the parsers."""
    max_size_bytes: int | None = None
    """The largest size of such a source, in bytes, before and after decompression. If it is None,
    the limit for pages counts, which is Scrapy's setting DOWNLOAD_MAXSIZE."""
    has_past: bool = False
    """Whether sources of this kind lead to what they listed long ago, e.g. to older pages."""
    is_page: bool = False
    """Whether sources of this kind are HTML pages. If a source of another kind answers with an HTML
    page, that is an error."""


# The largest size that sitemaps.org/protocol.html allows for one sitemap, which may be a feed.
_MAX_SIZE_BYTES = 50 * 2**20
_ALL = (
    # The kind "feed" stands for RSS, RDF and Atom feeds.
    Kind(
        name="feed",
        noun="feed",
        parser="newsbot.discovery.feed.parse_feed",
        max_size_bytes=_MAX_SIZE_BYTES,
    ),
    # The kind "sitemap" stands for sitemaps, news sitemaps, indexes of sitemaps, and robots.txt.
    Kind(
        name="sitemap",
        noun="sitemap",
        parser="newsbot.discovery.sitemap.parse_sitemap",
        has_past=True,
        max_size_bytes=_MAX_SIZE_BYTES,
    ),
    Kind(
        name="section",
        noun="section page",
        parser="newsbot.discovery.section.parse_section",
        has_past=True,
        is_page=True,
    ),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})


def read_listing(
    kind: Kind,
    body: bytes,
    url: str,
    content_type: str | None = None,
    shapes: UrlShapes | None = None,
) -> Listing:
    """The links that a source lists, read by the parser for sources of this kind.

    `body`, `url` and `content_type` are from the response for the source. `shapes` are the shapes
    of the URLs of the source's site; they are None for sources that are no HTML pages.

    Raises:
        SourceError: the bytes are no source of this kind.
    """
    module, _, function = kind.parser.rpartition(".")
    parse = cast("Parser", getattr(import_module(module), function))
    known = () if shapes is None else (shapes,)
    return parse(body, url, content_type, *known)
