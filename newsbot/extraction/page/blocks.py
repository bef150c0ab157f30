"""The blocks of a page: pieces of its text, such as a paragraph, a heading or a table row.

A block ends where a browser would start a new line. Each block is later classified as a part of the
article or not.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from newsbot.extraction.page.containers import APART_BIT, POST_BIT, Container, read_container
from newsbot.extraction.page.shown.lines import shown_text
from newsbot.extraction.page.tags import BLOCK_TAGS, UNSEEN_TAGS
from newsbot.extraction.page.text import joined, words_of
from newsbot.plain_text import plain_text

_BOLD_TAGS = frozenset(("b", "strong"))
# Matches the classes of a tooltip or another small card that explains a word in a sentence. In the
# markup the card stands in the middle of the sentence, inside the element of this word.
_OPENS_OVER = re.compile(
    r"tool-?tip|pop-?over|pop-?up|roll-?over|hover-?card|fly-?out", re.IGNORECASE
)
# A row of a table is read as one block if it has at least MIN_CELLS cells, and if each of them has
# fewer than CELL_CHARACTERS characters. Otherwise the cells are read like any other elements.
CELL_CHARACTERS = 120
MIN_CELLS = 2
_NOT_IN_DATA = ("tr", "script", "style")
# `Block.chain` lists the elements around a block, from the innermost one outwards, but at most this
# many of them.
CHAIN_LENGTH = 14

# The model knows each of these HTML tags by its index in this tuple, e.g. "p" by 0.
_NUMBERED_TAGS = (
    "p", "div", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption",
    "section", "article", "header", "footer", "dd", "dt", "tr", "pre",
)  # fmt: skip
_TAG_NUMBERS = {tag: float(number) for number, tag in enumerate(_NUMBERED_TAGS)}
OTHER_TAG = 25.0
NO_TAG = -1.0
ROW_NUMBER = _TAG_NUMBERS["tr"]
HEADING_NUMBERS = tuple(_TAG_NUMBERS[f"h{level}"] for level in range(1, 7))


Piece = tuple[str, HtmlElement, bool]
"""One text node of a page, given as a triple: text, element, and whether the text is a tail.

If it is a tail (`element.tail` in lxml), the text stands after the end tag of the element.
Otherwise it stands in the element (`element.text`)."""


@dataclass(slots=True, eq=False, kw_only=True)
class Block:
    """A run of text between two line breaks of a rendered page."""

    text: str
    """The text on one line; in a row of a data table " | " stands between the cells."""
    words: list[str]
    """The words of the text in lower case; never empty."""
    chain: list[Container]
    """The elements around the block, innermost first, at most CHAIN_LENGTH of them."""
    link_share: float
    """The share of the text that stands in links, 0 to 1."""
    bold_share: float
    """The share of the text that is bold, 0 to 1."""
    is_item: bool
    """Whether the block is the first one in an item of a list."""
    after_image: bool
    """Whether an image stands between this block and the block before it."""
    has_time: bool
    """Whether a <time> element is in the block."""
    after_line: bool = False
    """Whether an <hr> stands between this block and the block before it."""
    hrefs: tuple[str, ...]
    """The `href` of each link that is in the block or contains it, in the order of the page."""
    pieces: Sequence[Piece] = ()
    """The text nodes of which the block consists. A row of a data table has only one piece: the
    whole `text`, given as a text of the <tr> element."""
    key: str = field(init=False)
    """The words of the block, joined without spaces and signs. Blocks with the same words have the
    same key."""

    def __post_init__(self) -> None:
        self.key = joined(self.words)

    def tag_number(self, level: int) -> float:
        """The number by which the model knows the tag of an element around the block.

        The element is `level` steps above the innermost element around the block. The number is
        OTHER_TAG if there is no such element, or if its tag has no number of its own.
        """
        tag = self.chain[level].tag if level < len(self.chain) else ""
        return _TAG_NUMBERS.get(tag, OTHER_TAG)

    def looks(self, levels: int) -> tuple[str, ...]:
        """The tag and classes of each of the innermost `levels` elements around the block.

        An example is ("p.", "div.story-text wide"). Two blocks look alike if their results are
        equal.
        """
        return tuple(container.looks for container in self.chain[:levels])


def read_blocks(tree: HtmlElement, apart: Collection[HtmlElement] = ()) -> list[Block]:
    """All blocks of the page that have a word in them, in document order.

    `apart` are elements of the tree that hold other articles than the page's own. Their blocks are
    in the result too, but `is_apart` is true for them.
    """
    return _Reader(apart).read(tree)


def is_in_post(block: Block) -> bool:
    """Whether the block stands in an embedded post of a social network."""
    return _has_mark(block, POST_BIT)


def is_apart(block: Block) -> bool:
    """Whether the block belongs to another article than the page's own."""
    return _has_mark(block, APART_BIT)


def _has_mark(block: Block, bit: int) -> bool:
    """Whether the bit number `bit` is set in `Container.marks` of an element around the block."""
    marks = 0
    for container in block.chain:
        marks |= container.marks
    return marks >> bit & 1 == 1


def is_nameless(blocks: Sequence[Block]) -> bool:
    """Whether the page's author has named none of the elements around the blocks.

    An element is named by a class, or by an id, role or the like that tells what it is for.
    """
    return not any(each.names_something for block in blocks for each in block.chain)


class _Reader:
    """Reads all blocks of a page in one pass through the elements of its tree.

    The pass is a loop, because elements may be nested too deep for a recursion in Python.
    """

    def __init__(self, apart: Collection[HtmlElement]) -> None:
        self._apart = frozenset(apart)
        self._blocks: list[Block] = []
        self._stack: list[Container] = []
        self._containers = 0
        # `_open_hrefs` has the `href` of each link that has begun but not ended yet, outermost
        # first. `_hrefs` has the `href` of each link in the present block, or around it.
        self._open_hrefs: list[str] = []
        self._hrefs: list[str] = []
        self._bolds = 0
        self._begins_item = self._after_image = self._after_line = self._has_time = False
        # A card, such as a tooltip, may stand in the middle of a sentence. Its text is not part of
        # the sentence, which goes on after the card. For each card that has begun and not ended,
        # the list has its element, the text before it, whether this text is blank, and how much of
        # it is in links and in bold.
        self._interrupted: list[tuple[HtmlElement, list[Piece], bool, int, int]] = []
        self._clear()

    def _clear(self) -> None:
        self._parts: list[Piece] = []
        self._is_blank = True
        self._link_length = self._bold_length = 0

    def read(self, tree: HtmlElement) -> list[Block]:
        walk = iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if self._enter(element):
                    walk.skip_subtree()
            else:
                if event == "end":
                    self._leave(element)
                if element is not tree and (tail := element.tail):
                    self._add(tail, element, is_tail=True)
        self._flush()
        return self._blocks

    def _enter(self, element: HtmlElement) -> bool:
        """Reads an element's tag and first text; returns whether to skip the elements in it."""
        tag = element.tag
        if tag in UNSEEN_TAGS:
            return True
        if tag in BLOCK_TAGS:
            self._flush()
            self._push(element)
            self._begins_item |= tag == "li"
            self._after_line |= tag == "hr"
            if tag == "tr" and (cells := _data_cells(element)):
                self._add(" | ".join(cells), element)
                return True
        else:
            self._enter_inline(element)
        if text := element.text:
            self._add(text, element)
        return False

    def _enter_inline(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._flush()
        elif tag == "a":
            self._open_hrefs.append(element.get("href") or "")
            self._hrefs.append(self._open_hrefs[-1])
        elif tag == "img":
            self._after_image = True
        elif tag == "time":
            self._has_time = True
        elif tag in _BOLD_TAGS:
            self._bolds += 1
        elif self._parts and _is_card(element) and _is_card(element.getparent()):
            self._interrupted.append(
                (element, self._parts, self._is_blank, self._link_length, self._bold_length)
            )
            self._clear()
            self._push(element)

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self._flush()
            self._stack.pop()
            if tag == "li":  # an item may have an icon and no words
                self._begins_item = False
        elif tag == "a":
            self._open_hrefs.pop()
        elif tag in _BOLD_TAGS:
            self._bolds -= 1
        elif self._interrupted and self._interrupted[-1][0] is element:
            self._flush()
            self._stack.pop()
            _, self._parts, self._is_blank, self._link_length, self._bold_length = (
                self._interrupted.pop()
            )

    def _add(self, text: str, element: HtmlElement, *, is_tail: bool = False) -> None:
        self._parts.append((text, element, is_tail))
        self._is_blank = self._is_blank and text.isspace()
        if self._open_hrefs or self._bolds:
            length = len(text.strip())
            self._link_length += length if self._open_hrefs else 0
            self._bold_length += length if self._bolds else 0

    def _flush(self) -> None:
        """Makes a block of the text that was read since the last block, if there is any."""
        if not self._is_blank:
            self._keep()
        if self._parts:
            self._clear()
        if self._hrefs:
            self._hrefs = self._open_hrefs.copy()

    def _keep(self) -> None:
        """Makes a block of the text that was read since the last block, if it has any word."""
        text = "".join([part[0] for part in self._parts])
        text = " ".join(plain_text(text).split())
        words = words_of(text)
        if words:
            self._blocks.append(
                Block(
                    text=text,
                    words=words,
                    chain=self._stack[: -CHAIN_LENGTH - 1 : -1],
                    link_share=min(self._link_length / len(text), 1.0),
                    bold_share=min(self._bold_length / len(text), 1.0),
                    is_item=self._begins_item,
                    after_image=self._after_image,
                    has_time=self._has_time,
                    after_line=self._after_line,
                    hrefs=tuple(self._hrefs),
                    pieces=self._parts,
                )
            )
            self._begins_item = self._after_image = self._after_line = self._has_time = False

    def _push(self, element: HtmlElement) -> None:
        container = read_container(element, self._containers)
        if element in self._apart:
            container.mark(APART_BIT)
        self._stack.append(container)
        self._containers += 1


def _is_card(element: HtmlElement) -> bool:
    """Whether the element has the class of a card that opens over a sentence, e.g. "tooltip"."""
    return element.tag == "span" and _OPENS_OVER.search(element.get("class") or "") is not None


def _data_cells(row: HtmlElement) -> list[str]:
    """The texts of the cells of a table row; empty if the row lays out the page and is no data."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    if len(cells) < MIN_CELLS or any(each is not row for each in row.iter(*_NOT_IN_DATA)):
        return []
    texts = [shown_text(cell) for cell in cells]
    return [text for text in texts if text] if max(map(len, texts)) < CELL_CHARACTERS else []
