"""Tells the form of each line of a body: paragraph, heading, item of a list or row of a table."""

from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from lxml.html import HtmlElement

from newsbot.extraction.body.markdown.escaping import escaped, escaped_url
from newsbot.extraction.body.markdown.inline import Resolve, inline_markdown
from newsbot.extraction.body.markdown.writing import MarkdownLine
from newsbot.extraction.page.blocks import ROW_NUMBER, Block
from newsbot.extraction.page.shown.lines import shown_text
from newsbot.extraction.page.tags import HEADING_TAGS
from newsbot.urls import MAX_URL_BYTES, requested_url

# A block counts as a heading if it is in a heading element: one of the _NEAR innermost elements
# around the block.
_NEAR = 3
# If a cell of a table claims to span more columns than this, it is treated as if it spanned this
# many.
_MAX_SPAN = 20
_MAX_DIGITS = 4
_CELL_TAGS = ("td", "th")


def markdown_lines(blocks: Iterable[Block], base: str) -> list[MarkdownLine]:
    """For each block of a body, its text in Markdown and its kind, e.g. a heading or a list item.

    `base` is the URL against which the links in the blocks are resolved.
    """
    links = _Links(base)
    return [_line(block, links.resolve) for block in blocks]


class _Links:
    """The absolute URLs of the links of one page."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._known: dict[str, str | None] = {}

    def resolve(self, href: str) -> str | None:
        """The absolute URL for the `href` of a link; None if the link is to be left out.

        Left out are links to a place on the same page ("#top"), links that lead to no page of the
        web, and links with very long URLs.
        """
        if href not in self._known:
            self._known[href] = self._resolved(href.strip())
        return self._known[href]

    def _resolved(self, href: str) -> str | None:
        if not href or href.startswith("#"):
            return None
        try:
            is_whole = href.startswith(("https://", "http://"))
            url = requested_url(href if is_whole else urljoin(self._base, href))
        except ValueError:  # no valid URL, e.g. "http://["
            return None
        return None if url is None or len(url) > MAX_URL_BYTES else url


def _line(block: Block, resolve: Resolve) -> MarkdownLine:
    items: tuple[int, ...] = ()
    quote = 0
    for each in block.chain:
        if each.tag == "li":
            items = (each.number, *items)
        elif each.tag == "blockquote":  # the lists that a quote stands in are not shown
            quote = each.number + 1
            break
    cells = _cells(block, resolve) if block.tag_number(0) == ROW_NUMBER else ()
    if cells:
        return MarkdownLine(
            kind="row",
            text="",
            cells=cells,
            is_head=all(each.tag == "th" for each in _cell_elements(block.pieces[0][1])),
            items=items,
            parent=next((each.number for each in block.chain if each.tag == "table"), 0),
            quote=quote,
        )
    level = _level(block)
    return MarkdownLine(
        kind="item" if block.is_item else "heading" if level else "paragraph",
        text=inline_markdown(block.text, block.pieces, resolve, is_bold=level > 0),
        level=level,
        items=items,
        parent=_ordered(block) if block.is_item else 0,
        quote=quote,
    )


def _level(block: Block) -> int:
    """The level of the heading that the block is in, 1 to 6; 0 if it is in none."""
    tags = (each.tag for each in block.chain[:_NEAR] if each.tag in HEADING_TAGS)
    return int(next(tags, "h0")[1])


def _ordered(block: Block) -> int:
    """The number that identifies the ordered list around a block; 0 if there is none.

    Only the innermost list around the block counts.
    """
    lists = (each for each in block.chain if each.tag in {"ul", "ol", "menu", "dir"})
    innermost = next(lists, None)
    return innermost.number if innermost is not None and innermost.tag == "ol" else 0


def _cells(block: Block, resolve: Resolve) -> tuple[str, ...]:
    """The cells of a row of a data table in Markdown; () if the block is no such row."""
    if len(block.pieces) != 1:
        return ()
    text, row, _ = block.pieces[0]
    elements = _cell_elements(row)
    texts = [shown_text(each) for each in elements]
    if not texts or " | ".join(filter(None, texts)) != text:
        return ()
    cells: list[str] = []
    for element, cell in zip(elements, texts, strict=True):
        cells += [_cell(element, cell, resolve), *[""] * (_span(element) - 1)]
    return tuple(cells)


def _cell_elements(row: HtmlElement) -> Sequence[HtmlElement]:
    return [each for each in row if each.tag in _CELL_TAGS]


def _cell(element: HtmlElement, text: str, resolve: Resolve) -> str:
    """The text of a table cell in Markdown, written as a link if the whole cell is one link."""
    inner = escaped(text).replace("|", r"\|")
    link = next(element.iter("a"), None)
    if not text or link is None or shown_text(link) != text:
        return inner
    url = resolve(link.get("href") or "")
    return inner if url is None else f"[{inner}]({escaped_url(url)})"


def _span(cell: HtmlElement) -> int:
    """How many columns a cell of a table has."""
    stated = (cell.get("colspan") or "").strip()
    columns = int(stated) if stated.isdecimal() and len(stated) <= _MAX_DIGITS else 1
    return max(1, min(columns, _MAX_SPAN))
