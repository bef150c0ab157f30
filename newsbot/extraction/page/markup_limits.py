"""What a page may have at most to be read at all, and how to tell before a tree is made of it.

A worker reads a page within these bounds well under its deadline. The largest of the corpora's
1 172 pages has 2.9 MB and 4 975 elements, and 123 kB in one tag: images, drawings and data stand in
attributes, which cost nothing as long as they are few.
"""

import re

from lxml import etree
from lxml.html import HtmlElement

from newsbot.items import NotAnArticle

MAX_BYTES = 10_000_000
MAX_ELEMENTS = 50_000
# Libxml2 and lxml look at all of an element's attributes for each one: 60 000 take 14 s.
MAX_ATTRIBUTES = 256
MAX_DEPTH = 2048
"""Libxml2's own limit for huge trees."""
# Trafilatura looks at all of a row's cells for each one: 49 000 take 10 s.
MAX_CELLS = 10_000
MAX_BLOCKS = 12_000
"""A page's paragraphs, rows and items: so many take 4 s. No page of the corpora has above 1 441."""

_BEGINS_TAG = re.compile(r"[a-zA-Z][^\s/>]*[\s/]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def over_limit(measure: str, most: int, found: int | None = None) -> NotAnArticle:
    """The answer for a page with more of `measure` than `most`; `found` where it is known."""
    more = f"{found} {measure}, at most {most}" if found else f"more than {most} {measure}"
    return NotAnArticle(reason="parser_limit", detail=more)


def refuse_rows(tree: HtmlElement) -> NotAnArticle | None:
    """Why one of the tables has too long a row; None where none has."""
    longest = max(map(len, tree.iter("tr")), default=0)
    return over_limit("cells in a row", MAX_CELLS, longest) if longest > MAX_CELLS else None


def refuse_markup(text: str) -> NotAnArticle | None:
    """Why no tree should be made of `text`; None where one may be."""
    pieces = text.split("<")
    long = [piece for piece in pieces if len(piece) > 2 * MAX_ATTRIBUTES]
    if len(pieces) <= MAX_ELEMENTS and not any(map(_may_be_over, long)):
        return None
    # Scripts and comments have "<" too: a parser knows.
    try:
        etree.fromstring(text, parser=etree.HTMLParser(target=_Counter(), huge_tree=True))
    except _OverLimit as error:
        return error.refusal
    except etree.LxmlError:  # nothing to parse; whoever parses it will say so
        return None
    return None


def _may_be_over(piece: str) -> bool:
    """Whether a tag that begins here, behind its "<", may have too many attributes."""
    if not _BEGINS_TAG.match(piece):
        return False
    tag = _QUOTED.sub("", piece.partition(">")[0])
    return max(len(tag.split()), tag.count("="), tag.count("/")) > MAX_ATTRIBUTES


class _OverLimit(Exception):
    def __init__(self, refusal: NotAnArticle) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class _Counter:
    """Meets what a parser finds, until it is too much."""

    def __init__(self) -> None:
        self._elements = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise _OverLimit(over_limit("elements", MAX_ELEMENTS))
        if len(attrib) > MAX_ATTRIBUTES:
            raise _OverLimit(over_limit("attributes", MAX_ATTRIBUTES, len(attrib)))

    def end(self, tag: str | bytes) -> None:
        """Of no interest; the parser calls it."""

    def data(self, data: str | bytes) -> None:
        """Of no interest; the parser calls it."""

    def comment(self, text: str | bytes) -> None:
        """Of no interest; the parser calls it."""

    def close(self) -> None:
        """Of no interest; the parser calls it."""
