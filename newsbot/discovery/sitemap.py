"""Reads the article links that a sitemap lists, or the sitemaps that a sitemap index lists.

The format is that of sitemaps.org/protocol.html, with the dates and titles of Google's extension
for news.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.dates import parse_date
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.titles import tidy_title
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.items import Link
from newsbot.wholeness import is_whole

# The largest uncompressed size that the protocol allows for one sitemap. A sitemap that inflates to
# more, such as a gzip bomb, is refused.
MAX_SIZE_BYTES = 50 * 2**20
GZIP_MAGIC = b"\x1f\x8b"
ENTRY_START = re.compile(rb"<(?:\w+:)?(?:url|sitemap)[\s>]")
ENTRY_END = re.compile(rb"</(?:\w+:)?(?:url|sitemap)\s*>")
WRAPPED = re.compile(r"\s*[\t\r\n]\s*")
BARE_AMPERSAND = re.compile(rb"&(?!#?\w+;)")


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The links and child sitemaps of the sitemap at `url`.

    The bytes are XML, or XML in a gzip file. Of a damaged file, as much is read as possible. XML
    entities are never expanded. `content_type` is the Content-Type header of the response.

    Raises:
        SourceError: the bytes are no sitemap, or a gzip file with more than MAX_SIZE_BYTES in it.
    """
    links: dict[str, Link] = {}
    children: dict[str, ChildSitemap] = {}
    not_web = 0
    is_gzip = body.startswith(GZIP_MAGIC)
    utf_8 = as_utf_8(_inflated(body) if is_gzip else body, content_type)
    for kind, facts in _ended_entries(utf_8):
        if "loc" not in facts:
            continue
        entry_url = absolute_url(url, facts["loc"])
        if entry_url is None:
            not_web += 1
        elif kind == "url":
            links.setdefault(entry_url, _link(entry_url, facts))
        else:
            child = ChildSitemap(url=entry_url, changed_at=parse_date(facts.get("lastmod")))
            children.setdefault(entry_url, child)
    return Listing(
        links=tuple(links.values()),
        children=tuple(children.values()),
        not_web=not_web,
        is_cut_off=is_gzip and not is_whole(body, "gzip", "cut"),
    )


def _link(url: str, facts: dict[str, str]) -> Link:
    published_at = parse_date(facts.get("publication_date"))
    return Link(
        url=url,
        title=tidy_title(facts.get("title")),
        published_at=published_at,
        changed_at=parse_date(facts.get("lastmod")) or published_at,
    )


def _inflated(body: bytes) -> bytes:
    """The content of a gzip file; if the file is damaged, the content before the damage.

    Raises:
        SourceError: nothing can be read, or the content is larger than MAX_SIZE_BYTES.
    """
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
    """The entries of a sitemap; if the file is cut off, all entries but the last one.

    The last entry of a file that is cut off is not used, because its URL may lack the end.
    """
    entries = _entries(xml)
    if len(ENTRY_START.findall(xml)) <= len(ENTRY_END.findall(xml)):
        yield from entries
        return
    before = next(entries, None)
    for entry in entries:
        assert before is not None  # noqa: S101 - `entry` has a predecessor
        yield before
        before = entry


def _entries(utf_8: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yields each entry of a sitemap as its kind, "url" or "sitemap", and the texts in the entry.

    The texts are a dictionary such as {"loc": …, "lastmod": …}. Only one entry is in memory at a
    time.
    """
    parser = etree.iterparse(
        # Two common mistakes of generators are corrected: a blank line before the XML declaration,
        # and an unescaped "&" in URLs.
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
                root = element
                if _name(root) not in {"urlset", "sitemapindex"}:
                    raise SourceError(f"not a sitemap: its root element is {_name(root)!r}")
            if event == "end" and element.getparent() is root:
                yield _name(element), _facts(element)
                # Frees the memory of all entries before `element`. The entries after `element` are
                # kept, because this loop has not reached them yet.
                del root[: root.index(element)]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"not a sitemap: {error}") from error
    if root is None:
        raise SourceError("not a sitemap: there is no XML in it")


def _facts(entry: etree._Element) -> dict[str, str]:
    """The texts of an entry's child elements, and of the child elements of its <news> element.

    The result maps the name of each element to its text. Elements at other levels are left out,
    because they do not describe the article: <loc> and <title> in an <image>, for example, describe
    the image.
    """
    facts: dict[str, str] = {}
    for element in (
        *entry,
        *(inner for child in entry if _name(child) == "news" for inner in child),
    ):
        name = _name(element)
        # Line breaks within a URL are removed, as browsers do. In other texts they become spaces.
        text = WRAPPED.sub("" if name == "loc" else " ", (element.text or "").strip())
        if text:
            facts.setdefault(name, " ".join(text.split()))
    return facts


def _name(element: etree._Element) -> str:
    """The tag of an XML element without its namespace; "" for a comment.

    Namespaces are ignored, because many sitemaps misspell them.
    """
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
