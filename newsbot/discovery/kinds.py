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
"""A function that parses a source of one kind. It takes the body, the URL and the Content-Type
header of a response, and returns the links in the body. It raises SourceError if it cannot read the
body. A parser of HTML pages also takes a UrlShapes object, which tells what URLs of stories look
like on the site."""


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
    """The maximum size, in bytes, of a source of this kind, both before and after decompression.
    None stands for the limit for articles, Scrapy's setting DOWNLOAD_MAXSIZE."""
    has_past: bool = False
    """Whether sources of this kind may lead to old articles, e.g. by links to older pages."""
    is_page: bool = False
    """Whether sources of this kind are HTML pages. For all other kinds, an HTML page in the
    response is an error."""


# The maximum size that sitemaps.org/protocol.html allows for a sitemap. Feeds have the same limit,
# because a feed may serve as a sitemap.
_MAX_SIZE_BYTES = 50 * 2**20
_ALL = (
    # This kind stands for feeds in the formats RSS, RDF, Atom and JSON Feed.
    Kind(
        name="feed",
        noun="feed",
        parser="newsbot.discovery.feed.parse_feed",
        max_size_bytes=_MAX_SIZE_BYTES,
    ),
    # The kind "sitemap" stands for sitemaps, news sitemaps and sitemap indexes. It also stands for
    # robots.txt files, because a robots.txt may name sitemaps.
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
        shapes: what URLs of stories look like on the site. It is used only for HTML pages.

    Raises:
        SourceError: `body` is no source of this kind.
    """
    module, _, function = kind.parser.rpartition(".")
    parse = cast("Parser", getattr(import_module(module), function))
    known = () if shapes is None else (shapes,)
    return parse(body, url, content_type, *known)
