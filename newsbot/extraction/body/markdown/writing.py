"""Writes the lines of a body as one text in Markdown.

The main process of a crawl loads this module to join the pages of an article, so it loads neither
the parser nor the model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from newsbot.extraction.body.markdown.escaping import escaped, escaped_start

# A text in Markdown with more characters than this is written without links and emphasis. Ordinary
# texts are far shorter: the longest body of the corpora has 64 534 characters.
MAX_CHARACTERS = 2_000_000
# The maximum number of levels by which list items are indented.
MAX_DEPTH = 8

_ITEM = "- "


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownLine:
    """A line of an article's body, as Markdown and with its kind, e.g. paragraph or heading."""

    kind: Literal["paragraph", "heading", "item", "row"]
    text: str
    """The text of the line in Markdown, without the mark of its kind, such as "## " before a
    heading or "- " before a list item. It is "" for a row of a table."""
    level: int = 0
    """The level of a heading, 1 to 6; 0 for lines that are no headings."""
    cells: tuple[str, ...] = ()
    """The cells of a row of a table, in Markdown."""
    is_head: bool = False
    """Whether the line is the row of a table that has the names of the columns."""
    items: tuple[int, ...] = ()
    """The numbers of the list items that the line is in, outermost first. They tell the items of a
    page apart, and are not shown to readers."""
    parent: int = 0
    """An id of the ordered list or table of which the line is an item or a row. All lists and
    tables of a page have different ids. 0 for an item of an unordered list."""
    quote: int = 0
    """An id of the block quote in which the line stands. All block quotes of a page have different
    ids. 0 if the line stands in none."""


def plain_lines(lines: Iterable[str]) -> list[MarkdownLine]:
    """The lines of a body of which only the text is known.

    A line that begins with "- " is taken for a list item, and any other line for a paragraph.
    """
    return [
        MarkdownLine(kind="item", text=escaped(line.removeprefix(_ITEM)))
        if line.startswith(_ITEM)
        else MarkdownLine(kind="paragraph", text=escaped(line))
        for line in lines
    ]


def write_markdown(lines: Sequence[MarkdownLine], plain: Sequence[str]) -> str:
    """The Markdown text of a body that has the lines `lines`.

    `plain` has the same lines as plain text. If the Markdown text of `lines` would have more than
    MAX_CHARACTERS characters, the result is made of the plain lines, without links and emphasis.
    """
    found = _Writer().write(lines)
    return found if len(found) <= MAX_CHARACTERS else _Writer().write(plain_lines(plain))


class _Writer:
    """Writes the lines of a body one after the other, and keeps track of the lists they are in."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        # The list items in which the last written line stands, outermost first. They are not closed
        # yet, because the next line may stand in them too. Each is a pair: the id of the item, as
        # in `MarkdownLine.items`, and by how many spaces the lines in the item are indented.
        self._open: list[tuple[int, int]] = []
        # Number that identifies an ordered list → how many items of the list are written already.
        self._counts: dict[int, int] = {}
        self._before: MarkdownLine | None = None

    def write(self, lines: Iterable[MarkdownLine]) -> str:
        for (kind, parent), group in groupby(lines, lambda line: (line.kind, line.parent)):
            if kind == "row":
                self._add_table(list(group))
                continue
            for line in group:
                self._add(line, self._of_item(line, parent) if kind == "item" else _marked(line))
        return "".join(self._pieces)

    def _of_item(self, line: MarkdownLine, parent: int) -> str:
        """The Markdown of the list item `line`, e.g. "2. Boil the water".

        The item stays open, because later lines may belong to it too. `parent` is the id of the
        ordered list that has the item; 0 for a list without numbers.
        """
        number = self._counts[parent] = self._counts.get(parent, 0) + 1
        mark = f"{number}. " if parent else _ITEM
        self._close(line.items[:-1], line)
        marked = self._indent() + mark + _marked(line)
        if len(self._open) < MAX_DEPTH:
            own = line.items[-1] if line.items else 0
            self._open.append((own, len(self._indent()) + len(mark)))
        return marked

    def _add(self, line: MarkdownLine, text: str) -> None:
        if line.kind != "item":
            self._close(line.items, line)
            text = self._indent() + text
        quote = "> " if line.quote else ""
        self._pieces.append(self._separator(line) + quote + text.replace("\n", f"\n{quote}"))
        self._before = line

    def _separator(self, line: MarkdownLine) -> str:
        if self._before is None:
            return ""
        is_inside = line.quote and line.quote == self._before.quote
        is_tight = line.kind == self._before.kind == "item" and line.quote == self._before.quote
        return "\n" if is_tight else "\n>\n" if is_inside else "\n\n"

    def _close(self, items: Sequence[int], line: MarkdownLine) -> None:
        """Ends the open list items to which `line`, the next line to write, does not belong.

        `items` has the numbers of the list items to which `line` belongs.
        """
        if self._before is not None and self._before.quote != line.quote:
            self._open.clear()
        while self._open and self._open[-1][0] not in items:
            self._open.pop()

    def _indent(self) -> str:
        return " " * (self._open[-1][1] if self._open else 0)

    def _add_table(self, rows: Sequence[MarkdownLine]) -> None:
        first = rows[0]
        self._close(first.items, first)
        width = max(len(row.cells) for row in rows)
        head = first.cells if first.is_head else ()
        rest = rows[1:] if first.is_head else rows
        table = [_row(head, width), _row(["---"] * width, width)]
        table += [_row(row.cells, width) for row in rest]
        self._add(first, f"\n{self._indent()}".join(table))


def _marked(line: MarkdownLine) -> str:
    if line.level:  # in Markdown, a "#" at the end of a heading is no text
        text = f"{line.text[:-1]}\\#" if line.text.endswith("#") else line.text
        return f"{'#' * line.level} {text}"
    return escaped_start(line.text)


def _row(cells: Sequence[str], width: int) -> str:
    return f"| {' | '.join((*cells, *[''] * (width - len(cells))))} |"
