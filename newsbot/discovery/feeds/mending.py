"""Repairs mistakes in the XML of feeds, so that an XML parser can read them.

docs/sites.md lists the mistakes that are repaired. In a feed without such mistakes, only the XML
declaration is replaced.
"""

import html
import re
import sys
from dataclasses import dataclass, field

from newsbot.discovery.feeds.namespaces import with_declared_prefixes
from newsbot.discovery.feeds.wrong_links import with_plain_links

# Matches the start tag of the root element of a feed; RSS 0.9 and 1.0 have the root <rdf:RDF>.
ROOT = re.compile(rb"<((?:[\w.-]+:)?(?:rss|feed|rdf))(?=[\s>])[^<>]*>", re.IGNORECASE)
# Matches the end tag of a feed in which "<" is escaped as "&lt;", as in an HTML page that shows the
# source text of a feed.
ESCAPED_END = re.compile(rb"&lt;/(?:rss|feed|rdf:RDF)\s*&gt;", re.IGNORECASE)
_DECLARED = b'<?xml version="1.0" encoding="utf-8"?>'
# Matches characters in UTF-8 that XML forbids: control characters, U+FFFE and U+FFFF.
_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# Matches one character that is allowed in XML 1.0 (section 2.2 of the standard).
_CHARACTER = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY_DECLARED = re.compile(rb"<!ENTITY\s+([\w.-]+)")
# Matches each "&" of a feed, with the reference after it if there is one, e.g. "&amp;". CDATA
# sections, comments and processing instructions are matched as a whole. So the search skips each
# "&" in them, which needs no repair.
_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|&(?:#(?:x([0-9a-f]{1,8})|([0-9]{1,10}));|([a-z_][\w.-]*);)?",
    re.IGNORECASE | re.DOTALL,
)
_OF_XML = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_ITEM = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_CHANNEL = re.compile(rb"<((?:[\w.-]+:)?channel)[\s>]", re.IGNORECASE)
_CHANNEL_END = re.compile(rb"</(?:[\w.-]+:)?channel\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedFeed:
    """The XML of a feed without the mistakes that this module repairs."""

    xml: bytes = field(repr=False)
    """The XML of the feed in UTF-8, after the repair. If no root element of a feed, such as <rss>,
    was found, it is the unchanged file."""
    is_cut_off: bool = False
    """Whether the end of the feed is missing. If so, only the complete items are in `xml`."""


def mend(utf_8: bytes, url: str) -> MendedFeed:
    """Repairs the XML of the feed at `url`.

    `utf_8` is the feed as UTF-8 text. Its XML declaration may still name another charset. If the
    text has no root element of a feed, such as <rss>, nothing is repaired.
    """
    clean = _NO_CHARACTER.sub(b"", utf_8)
    root = ROOT.search(clean)
    if root is None and ESCAPED_END.search(clean):
        clean = html.unescape(clean.decode("utf-8", "replace")).encode("utf-8", "replace")
        root = ROOT.search(clean)
    if root is None:
        return MendedFeed(xml=utf_8)
    # The document type is kept, because it may declare entities that the feed uses.
    doctype = clean.rfind(b"<!DOCTYPE", 0, root.start())
    prolog = clean[doctype : root.start()] if doctype >= 0 else b""
    declared = frozenset(_ENTITY_DECLARED.findall(prolog))
    whole, is_cut_off = _ended(clean[root.start() :], root[1])
    xml = _AMPERSAND.sub(lambda found: _reference(found, declared), whole)
    if b"&lt;![CDATA[" in xml:  # the "<" of a CDATA section was escaped wrongly
        xml = xml.replace(b"&lt;![CDATA[", b"").replace(b"]]&gt;", b"")
    xml = with_plain_links(with_declared_prefixes(xml), url)
    is_page = b"html" in prolog[:20].lower()  # the feed is inside an HTML page
    return MendedFeed(xml=_DECLARED + (b"" if is_page else prolog) + xml, is_cut_off=is_cut_off)


def _ended(feed: bytes, root: bytes) -> tuple[bytes, bool]:
    """Cuts off what comes after the end of a feed, or adds the end if it is missing.

    If the end is missing, the last item may be incomplete. Such an item is removed, because its URL
    may be cut off. `root` is the name of the root element as it is written in the feed, e.g.
    "rdf:RDF". Returns the feed, and whether the end was missing.
    """
    ends = list(re.finditer(rb"</" + re.escape(root) + rb"\s*>", feed, re.IGNORECASE))
    if ends:
        return feed[: ends[-1].end()], False
    item = _ITEM.search(feed)
    if item is None:
        return feed, True
    kept = max((each.end() for each in _ITEM_END.finditer(feed)), default=item.start())
    whole, channel = feed[:kept], _CHANNEL.search(feed)
    if channel is not None and not _CHANNEL_END.search(whole):
        whole += b"</" + channel[1] + b">"
    return whole + b"</" + root + b">", True


def _reference(found: re.Match[bytes], declared: frozenset[bytes]) -> bytes:
    """The text that replaces an "&" in a feed, so that an XML parser can read the feed.

    An "&" that begins no reference, as in "?id=7&copy=2", becomes "&amp;". An entity that is known
    only in HTML becomes a number: "&copy;" becomes "&#169;". A reference to a character that XML
    forbids is removed.

    Args:
        found: a match of _AMPERSAND.
        declared: the names of the entities that the feed itself declares. Their references stay.
    """
    hexadecimal, decimal, name = found.groups()
    if hexadecimal is not None or decimal is not None:
        number = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
        return found[0] if _is_character(number) else b""
    if name is None:
        return found[0] if found[0] != b"&" else b"&amp;"
    if name in _OF_XML or name in declared:
        return found[0]
    text = html.unescape(found[0].decode())
    is_entity = not text.startswith("&") and not text.endswith(";")
    return (
        "".join(f"&#{ord(each)};" for each in text).encode()
        if is_entity
        else b"&amp;" + found[0][1:]
    )


def _is_character(number: int) -> bool:
    return number <= sys.maxunicode and _CHARACTER.match(chr(number)) is not None
