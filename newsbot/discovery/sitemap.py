"""Reads the article links that a sitemap lists, or the sitemaps that a sitemap index lists.

The formats are those of sitemaps.org/protocol.html: XML, text files with a URL on each line, RSS
and Atom. In XML, the dates and titles of Google's news sitemaps are read, too. A robots.txt is read
like a sitemap index, because it may name sitemaps.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.dates.stated import stated_date
from newsbot.discovery.feed import parse_feed
from newsbot.discovery.inflating import inflated
from newsbot.discovery.listed_urls import mended_url
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.sitemaps.entries import Entry, entries_of
from newsbot.discovery.sitemaps.lines import sitemaps_of, urls_of
from newsbot.discovery.sitemaps.markup import unescaped
from newsbot.discovery.titles import tidy_title
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.items import Link

# The maximum number of entries that the protocol allows in a sitemap. Entries after these are not
# read, only counted.
MAX_ENTRIES = 50_000
# Matches the start tag of the root element, wherever it is in the file. Its name tells the format
# of the file.
ROOT = re.compile(rb"<(?:[\w.-]++:)?(urlset|sitemapindex|rss|feed|rdf|html)[\s/>]", re.IGNORECASE)
FEEDS = frozenset({b"rss", b"feed", b"rdf"})
SITEMAPS = frozenset({b"urlset", b"sitemapindex"})
# Matches the root element of a sitemap in which "<" is escaped as "&lt;", as in an HTML page that
# shows the source text of a sitemap.
ESCAPED_ROOT = re.compile(rb"&lt;(?:[\w.-]+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
# These patterns match URLs of sitemaps. Some sitemaps list other sitemaps in an element <url>, as
# if they were articles. If this element stands in a <sitemapindex>, OF_SITEMAP decides by the URL
# whether it is a sitemap. If it stands in a <urlset>, NAMED_SITEMAP decides.
OF_SITEMAP = re.compile(r"[^?#]*\.(?:xml|txt)(?:\.gz)?(?:[?#]|\Z)", re.IGNORECASE)
NAMED_SITEMAP = re.compile(r"[^?#]*/[^/?#]*sitemap[^/?#]*\.xml(?:\.gz)?(?:[?#]|\Z)", re.IGNORECASE)
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The links to articles in the sitemap at `url`, or the sitemaps that a sitemap index lists.

    `body` may be compressed with gzip. If the compressed file is damaged, the part before the
    damage is read. `content_type` is the Content-Type header of the response.

    Raises:
        SourceError: `body` is no sitemap, or is larger than the protocol allows.
    """
    found = inflated(body)
    utf_8 = as_utf_8(_without_false_mark(found.content), content_type)
    if found.is_cut_off and not ROOT.search(utf_8):
        utf_8 = utf_8[: utf_8.rfind(b"\n") + 1]  # the last URL may be incomplete
    return replace(_listing(utf_8, url), is_cut_off=found.is_cut_off)


def _without_false_mark(content: bytes) -> bytes:
    is_false = content[:2] in UTF_16_MARKS and b"\0" not in content[:400]
    return content[2:] if is_false else content


def _listing(utf_8: bytes, url: str) -> Listing:
    root = ROOT.search(utf_8)
    name = root[1].lower() if root is not None else None
    if name in FEEDS:
        return parse_feed(utf_8, url)
    found = _Found(url)
    found.add(entries_of(utf_8))
    if name in {None, b"html"} and not found.is_sitemap and ESCAPED_ROOT.search(utf_8):
        found.add(entries_of(unescaped(utf_8.decode("utf-8", "replace")).encode()))
    if found.is_sitemap or any(each[1].lower() in SITEMAPS for each in ROOT.finditer(utf_8)):
        return found.listing()
    if root is not None:
        raise SourceError(f"not a sitemap: its root element is {root[1].decode()!r}")
    return _plain(utf_8.decode("utf-8", "replace"), url)


def _plain(text: str, url: str) -> Listing:
    """The links in a sitemap that is a text file, or the sitemaps that a robots.txt names.

    `text` is the content of the file, and `url` is its URL.
    """
    found = _Found(url)
    sitemaps = sitemaps_of(text, url)
    if sitemaps is None:
        urls, others = urls_of(text)
        found.add(_entry("url", each) for each in urls)
        found.not_web = others
    else:
        found.add(_entry("sitemap", each) for each in sitemaps)
    if sitemaps is not None and not sitemaps:
        raise SourceError("the robots.txt names no sitemap")
    if not found.is_sitemap:
        raise SourceError("not a sitemap: neither XML nor a list of URLs")
    return found.listing()


def _entry(kind: str, loc: str) -> Entry:
    return Entry(kind=kind, facts={"loc": loc}, is_in_index=False)


@dataclass(slots=True)
class _Found:
    """Collects the links and the further sitemaps that the sitemap at `url` lists."""

    url: str
    not_web: int = 0
    is_sitemap: bool = False
    """Whether at least one entry with a link was found. A file without one is probably no
    sitemap."""
    _links: dict[str, Link] = field(default_factory=dict)
    _children: dict[str, ChildSitemap] = field(default_factory=dict)
    _over_limit: int = 0

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if "loc" in entry.facts:
                self.is_sitemap = True
                self._add(entry)

    def _add(self, entry: Entry) -> None:
        if len(self._links) + len(self._children) >= MAX_ENTRIES:
            self._over_limit += 1
            return
        url = absolute_url(self.url, mended_url(entry.facts["loc"], self.url))
        names_sitemap = OF_SITEMAP if entry.is_in_index else NAMED_SITEMAP
        is_child = entry.kind == "sitemap" or (url is not None and bool(names_sitemap.match(url)))
        if url is None:
            self.not_web += 1
        elif is_child:
            changed_at = stated_date(entry.facts.get("lastmod"))
            self._children.setdefault(url, ChildSitemap(url=url, changed_at=changed_at))
        elif url not in self._links:
            self._links[url] = _link(url, entry.facts)

    def listing(self) -> Listing:
        return Listing(
            links=tuple(self._links.values()),
            children=tuple(self._children.values()),
            not_web=self.not_web,
            over_limit=self._over_limit,
        )


def _link(url: str, facts: dict[str, str]) -> Link:
    published_at = stated_date(facts.get("publication_date"))
    return Link(
        url=url,
        title=tidy_title(facts.get("title")),
        published_at=published_at,
        changed_at=stated_date(facts.get("lastmod")) or published_at,
    )
