"""Takes the items of a feed apart, if one of them is not well-formed XML.

feedparser's reading of XML that is not well-formed loses items after the fault. If the items with a
fault are read alone, they cannot spoil the others.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

_EDGE = re.compile(rb"<(/?)(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_ROOT = re.compile(rb"<([\w.:-]+)[^<>]*>")
# The most items with a fault that are read alone, because each takes about a millisecond.
MAX_APART = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A feed whose items that are not well-formed were taken out."""

    xml: bytes = field(repr=False)
    """The feed without these items."""
    faulty: tuple[bytes, ...] = field(repr=False)
    """Feeds of one item: at most MAX_APART of the items that were taken out."""
    left_out: int = 0
    """The number of further items that were taken out."""


def number_of_items(xml: bytes) -> int:
    """The number of elements <item> or <entry> in the XML of a feed."""
    return sum(1 for edge in _EDGE.finditer(xml) if not edge[1])


def taken_apart(xml: bytes) -> Apart:
    """The XML of a feed, as `mend` returns it, and its items that are not well-formed.

    An item ends with its end tag, or where the next item begins.
    """
    kept, faulty, at = bytearray(), list[bytes](), 0
    start: int | None = None
    for edge in _EDGE.finditer(xml):
        if start is not None:
            end = edge.end() if edge[1] else edge.start()
            item = xml[start:end]
            kept += xml[at:start]
            if _is_well_formed(item):
                kept += item
            else:
                faulty.append(item)
            at, start = end, None
        if not edge[1]:
            start = edge.start()
    kept += xml[at:]
    alone = (_feed_of(xml, item) for item in faulty[:MAX_APART])
    return Apart(xml=bytes(kept), faulty=tuple(alone), left_out=len(faulty[MAX_APART:]))


def _is_well_formed(item: bytes) -> bool:
    try:
        # Without a separator of namespaces, prefixes need not be declared.
        expat.ParserCreate("utf-8").Parse(item, True)  # noqa: FBT003 - takes no keyword
    except expat.ExpatError:
        return False
    return True


def _feed_of(xml: bytes, item: bytes) -> bytes:
    """A feed with the root element of the feed `xml` around one item."""
    root = next(each for each in _ROOT.finditer(xml) if not each[0].startswith(b"<?"))
    return root[0] + item + b"</" + root[1] + b">"
