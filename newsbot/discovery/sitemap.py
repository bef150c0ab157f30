"""A sitemap's bytes → the article links it lists, or the sitemaps that an index lists.

The format: sitemaps.org/protocol.html, and Google's news extension (publication_date, title).
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from lxml import etree

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.addresses import absolute
from newsbot.discovery.dates import parse_date
from newsbot.discovery.titles import tidy_title
from newsbot.errors import SourceError
from newsbot.items import Link
from newsbot.wholeness import is_whole

# What the protocol allows one sitemap to be, uncompressed. A gzip bomb stops here.
MAX_SIZE_BYTES = 50 * 2**20
GZIP_MAGIC = b"\x1f\x8b"
ENTRY_START = re.compile(rb"<(?:\w+:)?(?:url|sitemap)[\s>]")
ENTRY_END = re.compile(rb"</(?:\w+:)?(?:url|sitemap)\s*>")
BARE_AMPERSAND = re.compile(rb"&(?!#?\w+;)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """A sitemap that an index lists."""

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap says: article links, or, where it is an index, further sitemaps."""

    links: tuple[Link, ...]
    children: tuple[ChildSitemap, ...]
    not_web: int = 0
    """How many entries name what is no web URL, e.g. "ftp://…" or "http://[gazette]/"."""
    is_cut_off: bool = False
    """Whether it is a gzip file that does not end; more may be listed in the whole one."""


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> Sitemap:
    """The links and child sitemaps of a sitemap fetched from `url`, each once, in its order.

    Accepts gzip and XML, either as far as it can be read; entities are never expanded.
    `content_type` is the header that it came with.

    Raises:
        SourceError: the bytes are no sitemap, or more than MAX_SIZE_BYTES of one.
    """
    links: dict[str, Link] = {}
    children: dict[str, ChildSitemap] = {}
    not_web = 0
    is_gzip = body.startswith(GZIP_MAGIC)
    utf_8 = as_utf_8(_inflated(body) if is_gzip else body, content_type)
    for kind, facts in _ended_entries(utf_8):
        if "loc" not in facts:
            continue
        address = absolute(url, facts["loc"])
        if address is None:
            not_web += 1
        elif kind == "url":
            links.setdefault(address, _link(address, facts))
        else:
            child = ChildSitemap(url=address, changed_at=parse_date(facts.get("lastmod")))
            children.setdefault(address, child)
    return Sitemap(
        links=tuple(links.values()),
        children=tuple(children.values()),
        not_web=not_web,
        is_cut_off=is_gzip and not is_whole(body, "gzip", "cut"),
    )


def _link(address: str, facts: dict[str, str]) -> Link:
    published_at = parse_date(facts.get("publication_date"))
    return Link(
        url=address,
        title=tidy_title(facts.get("title")),
        published_at=published_at,
        changed_at=parse_date(facts.get("lastmod")) or published_at,
    )


def _inflated(body: bytes) -> bytes:
    pieces: list[bytes] = []
    size_bytes = 0
    try:
        with gzip.open(BytesIO(body)) as stream:
            while size_bytes <= MAX_SIZE_BYTES and (piece := stream.read1()):
                pieces.append(piece)
                size_bytes += len(piece)
    except (OSError, EOFError, zlib.error) as error:
        if not pieces:
            raise SourceError(f"not a sitemap: broken gzip ({error})") from error
    if size_bytes > MAX_SIZE_BYTES:
        raise SourceError(f"the sitemap inflates to more than {MAX_SIZE_BYTES >> 20} MB")
    return b"".join(pieces)


def _ended_entries(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The entries, without the last where the text ends within it: half a URL is another URL."""
    entries = _entries(xml)
    if len(ENTRY_START.findall(xml)) <= len(ENTRY_END.findall(xml)):
        yield from entries
        return
    before = next(entries, None)
    for entry in entries:
        assert before is not None  # noqa: S101 - there is an entry after it
        yield before
        before = entry


def _entries(utf_8: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """("url" or "sitemap", {"loc": …, "lastmod": …, …}) for each entry, one in memory at a time."""
    parser = etree.iterparse(
        # Many a generator writes a blank line before the XML declaration, and "?a=1&b=2" as it is.
        BytesIO(BARE_AMPERSAND.sub(b"&amp;", utf_8.lstrip())),
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        recover=True,
    )
    root: etree._Element | None = None
    try:
        for event, element in parser:
            if root is None:
                root = _checked_root(element)
            if event == "end" and element.getparent() is root:
                yield _name(element), _facts(element)
                # lxml parses ahead: what follows the entry is still to come.
                del root[: root.index(element)]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"not a sitemap: {error}") from error
    if root is None:
        raise SourceError("not a sitemap: there is no XML in it")


def _checked_root(element: etree._Element) -> etree._Element:
    if _name(element) not in {"urlset", "sitemapindex"}:
        raise SourceError(f"not a sitemap: its root element is {_name(element)!r}")
    return element


def _facts(entry: etree._Element) -> dict[str, str]:
    """The texts of an entry's own elements and of those in its news element.

    Not deeper: an image's loc and title are its own.
    """
    facts: dict[str, str] = {}
    for element in (
        *entry,
        *(inner for child in entry if _name(child) == "news" for inner in child),
    ):
        text = " ".join((element.text or "").split())
        if text:
            facts.setdefault(_name(element), text)
    return facts


def _name(element: etree._Element) -> str:
    """The tag without its namespace, which many sitemaps misspell."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
