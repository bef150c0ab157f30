"""Repairs the mistakes in the XML of feeds for which an XML parser would refuse them.

A feed without such mistakes stays as it is, but for its XML declaration. docs/sites.md lists the
mistakes that are repaired.
"""

import html
import re
import sys
from dataclasses import dataclass, field

from newsbot.discovery.feeds.namespaces import with_declared_prefixes
from newsbot.discovery.feeds.wrong_links import with_plain_links

# Matches the start tag of the root element of a feed; RSS 0.9 and 1.0 have the root <rdf:RDF>.
ROOT = re.compile(rb"<((?:[\w.-]+:)?(?:rss|feed|rdf))(?=[\s>])[^<>]*>", re.IGNORECASE)
# Matches the end tag of a root element whose "<" is escaped, as in HTML pages that show a feed.
ESCAPED_END = re.compile(rb"&lt;/(?:rss|feed|rdf:RDF)\s*&gt;", re.IGNORECASE)
_DECLARED = b'<?xml version="1.0" encoding="utf-8"?>'
# Matches bytes of UTF-8 that are no characters of XML: control characters, U+FFFE and U+FFFF.
_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# Matches a character that XML 1.0 (2.2) allows.
_CHARACTER = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY_DECLARED = re.compile(rb"<!ENTITY\s+([\w.-]+)")
# Matches an ampersand, with the reference that it begins. CDATA sections, comments and processing
# instructions are matched as a whole, because an ampersand in them begins no reference.
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
    """The feed in UTF-8. If it has the root element of a feed, its XML declaration says so."""
    is_cut_off: bool = False
    """Whether the end of the feed is missing. Then `xml` ends after the last whole item."""


def mend(utf_8: bytes, url: str) -> MendedFeed:
    """The XML of a feed, repaired; the given bytes if they have no root element of a feed.

    `utf_8` is the feed at `url` in UTF-8. Its XML declaration may name another charset.
    """
    clean = _NO_CHARACTER.sub(b"", utf_8)
    root = ROOT.search(clean)
    if root is None and ESCAPED_END.search(clean):
        clean = html.unescape(clean.decode("utf-8", "replace")).encode("utf-8", "replace")
        root = ROOT.search(clean)
    if root is None:
        return MendedFeed(xml=utf_8)
    # A document type may stand between the declaration and the root element, and declare entities.
    doctype = clean.rfind(b"<!DOCTYPE", 0, root.start())
    prolog = clean[doctype : root.start()] if doctype >= 0 else b""
    declared = frozenset(_ENTITY_DECLARED.findall(prolog))
    whole, is_cut_off = _ended(clean[root.start() :], root[1])
    xml = _AMPERSAND.sub(lambda found: _reference(found, declared), whole)
    if b"&lt;![CDATA[" in xml:  # a CDATA section that was escaped as if it were text
        xml = xml.replace(b"&lt;![CDATA[", b"").replace(b"]]&gt;", b"")
    xml = with_plain_links(with_declared_prefixes(xml), url)
    is_page = b"html" in prolog[:20].lower()  # a page around the feed
    return MendedFeed(xml=_DECLARED + (b"" if is_page else prolog) + xml, is_cut_off=is_cut_off)


def _ended(feed: bytes, root: bytes) -> tuple[bytes, bool]:
    """A feed up to the end tag of its root element, and whether this tag was missing.

    If the tag is missing, the end tags are added after the last whole item. The item after it is
    not used, because its URL may lack the end. `root` is the name of the root element as written.
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
    """The text for a match of _AMPERSAND, as XML that needs no other declaration.

    An ampersand that begins no reference becomes "&amp;", even before a name that HTML knows, as in
    "?id=7&copy=2". The entities of HTML become character references. `declared` are the names of
    the entities that the feed declares itself.
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
