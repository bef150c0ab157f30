"""Reads the article links that a sitemap lists, or the sitemaps that a sitemap index lists.

The formats are those of sitemaps.org/protocol.html: XML, with the dates and titles of Google's
extension for news, text files with a URL on each line, RSS and Atom. A robots.txt is read as an
index of the sitemaps that it names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.dates.stated import stated_date
from newsbot.discovery.feed import parse_feed
from newsbot.discovery.listed_urls import mended_url
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.sitemaps.entries import Entry, entries_of
from newsbot.discovery.sitemaps.inflating import inflated
from newsbot.discovery.sitemaps.lines import sitemaps_of, urls_of
from newsbot.discovery.sitemaps.markup import unescaped
from newsbot.discovery.titles import tidy_title
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.items import Link

# The most entries that the protocol allows in one sitemap. Further ones are only counted.
MAX_ENTRIES = 50_000
# The name of the first element by which the format is recognised, after whatever stands before it.
ROOT = re.compile(rb"<(?:[\w.-]++:)?(urlset|sitemapindex|rss|feed|rdf|html)[\s/>]", re.IGNORECASE)
FEEDS = frozenset({b"rss", b"feed", b"rdf"})
SITEMAPS = frozenset({b"urlset", b"sitemapindex"})
# Matches a root element whose "<" is escaped, as in HTML pages that show a sitemap as a text.
ESCAPED_ROOT = re.compile(rb"&lt;(?:[\w.-]+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
# An entry <url> of an index is taken for a sitemap if its URL's path ends like this; one of a
# <urlset> only if the name of the file says that it is a sitemap.
OF_SITEMAP = re.compile(r"[^?#]*\.(?:xml|txt)(?:\.gz)?(?:[?#]|\Z)", re.IGNORECASE)
NAMED_SITEMAP = re.compile(r"[^?#]*/[^/?#]*sitemap[^/?#]*\.xml(?:\.gz)?(?:[?#]|\Z)", re.IGNORECASE)
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The links and child sitemaps of the sitemap at `url`.

    The bytes may be in a gzip file. Of a damaged file, as much is read as possible. `content_type`
    is the Content-Type header of the response.

    Raises:
        SourceError: the bytes are no sitemap, or are more than the protocol allows.
    """
    found = inflated(body)
    utf_8 = as_utf_8(_without_false_mark(found.content), content_type)
    if found.is_cut_off and not ROOT.search(utf_8):
        utf_8 = utf_8[: utf_8.rfind(b"\n") + 1]  # the last URL of a text file may lack the end
    return replace(_listing(utf_8, url), is_cut_off=found.is_cut_off)


def _without_false_mark(content: bytes) -> bytes:
    """`content` without a byte order mark of UTF-16, if it is no UTF-16 after all."""
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
    """The contents of a text file or a robots.txt."""
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
    """What was found in the sitemap at `url` so far."""

    url: str
    not_web: int = 0
    is_sitemap: bool = False
    """Whether there was an entry with a link, whether the link was a web URL or not."""
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
