"""The limits within which the markup of a page is read; most are checked before the parsing.

A worker reads a page within these limits well before its deadline. Of the 1 172 pages of the
corpora none has more than 2.9 MB or more than 4 975 elements, and the longest tag has 123 kB. The
length of a tag is not limited: long attributes, e.g. with images or drawings, cost no time if they
are few.
"""

import re

from lxml import etree
from lxml.html import HtmlElement

from newsbot.items import NotAnArticle

MAX_BYTES = 10_000_000
MAX_ELEMENTS = 50_000
# A page is refused if one of its elements has more attributes than this. For each attribute,
# libxml2 and lxml look at all other attributes of the element, so that 60 000 attributes take 14 s.
MAX_ATTRIBUTES = 256
MAX_DEPTH = 2048
"""A page is refused if its elements are nested more levels deep than this.

The number is libxml2's own limit for huge trees.
"""
# A page is refused if a row of a table in it has more cells than this. For each cell trafilatura
# looks at all others of the row, so that 49 000 cells take 10 s.
MAX_CELLS = 10_000
MAX_BLOCKS = 12_000
"""A page is refused if it has more blocks than this.

To read 12 000 blocks takes 4 s. No page of the corpora has more than 1 441 blocks.
"""

# Matches a "<" before a letter, and the markup up to the next "<". It matches only if this markup
# is so long that it could be a tag with more than MAX_ATTRIBUTES attributes.
_LONG = re.compile(rf"<([a-zA-Z][^<]{{{2 * MAX_ATTRIBUTES},}})")
_BEGINS_TAG = re.compile(r"[a-zA-Z][^\s/>]*[\s/]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def over_limit(measure: str, most: int, found: int | None = None) -> NotAnArticle:
    """The rejection of a page that has too many elements, attributes or the like.

    `measure` names what is counted, e.g. "elements", and `most` is the limit. `found` is the number
    that the page has; None if it is not known.
    """
    more = f"{found} {measure}, at most {most}" if found else f"more than {most} {measure}"
    return NotAnArticle(reason="parser_limit", detail=more)


def refuse_rows(tree: HtmlElement) -> NotAnArticle | None:
    """The rejection of a page that has a table row of more than MAX_CELLS cells; otherwise None."""
    longest = max(map(len, tree.iter("tr")), default=0)
    return over_limit("cells in a row", MAX_CELLS, longest) if longest > MAX_CELLS else None


def refuse_markup(text: str) -> NotAnArticle | None:
    """The rejection of markup with too many elements or attributes; None if it may be parsed."""
    if text.count("<") < MAX_ELEMENTS and not any(map(_may_be_over, _LONG.findall(text))):
        return None
    # The quick check above only estimates. For example, it counts each "<" as an element, although
    # "<" also occurs in scripts and comments. So the parser now counts the elements and attributes
    # exactly.
    try:
        etree.fromstring(text, parser=etree.HTMLParser(target=_Counter(), huge_tree=True))
    except _OverLimit as error:
        return error.refusal
    except etree.LxmlError:  # `parse_page` will refuse the markup
        return None
    return None


def _may_be_over(piece: str) -> bool:
    """Whether the tag at the beginning of `piece` may have more than MAX_ATTRIBUTES attributes.

    `piece` is the markup after one "<" and before the next.
    """
    if not _BEGINS_TAG.match(piece):
        return False
    tag = _QUOTED.sub("", piece.partition(">")[0])
    return max(len(tag.split()), tag.count("="), tag.count("/")) > MAX_ATTRIBUTES


class _OverLimit(Exception):
    """Ends the parsing of markup that is over a limit, and carries the rejection."""

    def __init__(self, refusal: NotAnArticle) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class _Counter:
    """A target for lxml's parser that raises _OverLimit at too many elements or attributes.

    It keeps nothing of the markup but the number of elements.
    """

    def __init__(self) -> None:
        self._elements = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise _OverLimit(over_limit("elements", MAX_ELEMENTS))
        if len(attrib) > MAX_ATTRIBUTES:
            raise _OverLimit(over_limit("attributes", MAX_ATTRIBUTES, len(attrib)))

    def end(self, tag: str | bytes) -> None:
        """Does nothing; lxml's parser requires the method."""

    def data(self, data: str | bytes) -> None:
        """Does nothing; lxml's parser requires the method."""

    def comment(self, text: str | bytes) -> None:
        """Does nothing; lxml's parser requires the method."""

    def close(self) -> None:
        """Does nothing; lxml's parser requires the method."""
