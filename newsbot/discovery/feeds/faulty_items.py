"""Repairs the items of a feed that are not well-formed XML.

Without this repair, feedparser loses the items that come after a fault in the XML.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

_EDGE = re.compile(rb"<(/?)((?:[\w.-]+:)?(?:item|entry))(?:\s[^<>]*)?>", re.IGNORECASE)
# Matches an element of an item, e.g. <title>…</title>, that is well-formed and has only text in it.
_PART = re.compile(
    rb"<((?:[\w.-]+:)?(?:title|link|guid|id|origlink|pubdate|date|published|updated|creator|author"
    rb"|description|summary))((?:\s++[\w.:-]++\s*+=\s*+(?:\"[^<\"]*+\"|'[^<']*+'))*+)\s*+"
    rb"(?:/>|>(?:[^<]|<!\[CDATA\[[^\]]*+\]\]>)*+</\1\s*+>)",
    re.IGNORECASE,
)
# Names of elements that may have the URL of an item in them. In RDF feeds, the URL is also in the
# attribute rdf:about.
_WITH_URL = frozenset((b"link", b"guid", b"id", b"origlink"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedItems:
    """A feed that was repaired, so that the XML of each item is well-formed."""

    xml: bytes = field(repr=False)
    lost: int
    """The number of items that have no URL any more, because the fault in the XML was in the
    element with the URL."""


def number_of_items(xml: bytes) -> int:
    """The number of elements <item> or <entry> in the XML of a feed."""
    return sum(1 for edge in _EDGE.finditer(xml) if not edge[1])


def with_mended_items(xml: bytes) -> MendedItems:
    """Repairs the items of a feed whose XML is not well-formed.

    If the end tag of an item is missing, the item ends where the next one begins. In an item that
    is not well-formed, only elements that have nothing but text in them are kept.
    """
    mended, at, lost = bytearray(), 0, 0
    start: re.Match[bytes] | None = None
    for edge in _EDGE.finditer(xml):
        if start is not None:
            item = xml[start.start() : edge.end() if edge[1] else edge.start()]
            mended += xml[at : start.start()]
            at = start.start() + len(item)
            if _is_well_formed(item):
                mended += item
            else:
                parts = list(_PART.finditer(item))
                has_url = any(_local_name(part[1]) in _WITH_URL for part in parts)
                lost += not has_url and b"about" not in start[0]
                inner = b"".join(part[0] for part in parts)
                mended += start[0] + inner + b"</" + start[2] + b">"
        start = None if edge[1] else edge
    return MendedItems(xml=bytes(mended) + xml[at:], lost=lost)


def _local_name(name: bytes) -> bytes:
    return name.rpartition(b":")[2].lower()


def _is_well_formed(item: bytes) -> bool:
    try:
        # This parser ignores namespaces, so that an undeclared prefix is no error for it.
        expat.ParserCreate("utf-8").Parse(item, True)  # noqa: FBT003 - takes no keyword
    except expat.ExpatError:
        return False
    return True
