"""The table KINDS of the kinds of sources: feed, sitemap and section page.

To add a kind, write a module with the parser for it in this package, and add an entry to the table
and a line to docs/sites.md.
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
in the body. It raises SourceError if it cannot read the body. A parser for HTML pages also takes an
object of the class UrlShapes, which tells which forms of URLs led to stories on the site."""


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
    """The maximum size, in bytes, of a source of this kind. It holds for the compressed and for the
    uncompressed source. If it is None, Scrapy's setting DOWNLOAD_MAXSIZE holds, as for articles."""
    has_past: bool = False
    """Whether sources of this kind may lead to old articles, e.g. by links to older pages."""
    is_page: bool = False
    """Whether sources of this kind are HTML pages. If not, it is an error if the server sends an
    HTML page in place of the source."""


# The maximum size that sitemaps.org/protocol.html allows for a sitemap. Feeds have the same limit,
# because a feed may serve as a sitemap.
_MAX_SIZE_BYTES = 50 * 2**20
_ALL = (
    # Feeds are RSS, RDF, Atom and JSON feeds.
    Kind(
        name="feed",
        noun="feed",
        parser="newsbot.discovery.feed.parse_feed",
        max_size_bytes=_MAX_SIZE_BYTES,
    ),
    # Sitemaps are also news sitemaps, sitemap indexes, and robots.txt files, which name sitemaps.
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
    """Parses a source (e.g. a feed), and returns the links in it.

    Args:
        kind: the kind of the source.
        body: the content of the response for the source.
        url: the URL of the source.
        content_type: the Content-Type header of the response.
        shapes: which forms of URLs led to stories on the site. It is used only for HTML pages.

    Raises:
        SourceError: `body` is no source of this kind.
    """
    module, _, function = kind.parser.rpartition(".")
    parse = cast("Parser", getattr(import_module(module), function))
    known = () if shapes is None else (shapes,)
    return parse(body, url, content_type, *known)
