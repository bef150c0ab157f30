"""Writes the texts of one block in Markdown, with their links and emphasis."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import category

from lxml.html import HtmlElement

from newsbot.extraction.body.markdown.escaping import escaped, escaped_url
from newsbot.extraction.page.blocks import Piece
from newsbot.extraction.page.tags import BLOCK_TAGS
from newsbot.plain_text import plain_text

# The marks of Markdown for elements that emphasise their text. Some elements share a mark.
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
# How many elements around a text are searched for a link and for emphasis.
_MAX_AROUND = 20

Resolve = Callable[[str], str | None]
"""Gives the absolute URL for the `href` of a link; None if the link is to be left out."""


class _Style(NamedTuple):
    """The link and the emphasis of a piece of text."""

    url: str | None = None
    mark: str = ""
    """The mark for emphasis that stands before and after the text: "", "*", "**" or "***"."""


_PLAIN = _Style()


class _Run(NamedTuple):
    """A piece of text that has the same link and emphasis throughout."""

    text: str
    style: _Style


def inline_markdown(
    text: str, pieces: Sequence[Piece], resolve: Resolve, *, is_bold: bool = False
) -> str:
    """The `text` of a block as one line of Markdown, with links and emphasis.

    `pieces` are the text nodes of the block with their elements, which tell where links and
    emphasis are. If the joined text nodes differ from `text`, the line has no links and no
    emphasis. `is_bold` says that the whole line is shown in bold anyway, as headings are. Then bold
    text nodes get no mark.
    """
    if len(pieces) == 1 and not pieces[0][2] and pieces[0][1].tag in BLOCK_TAGS:
        return escaped(text)  # a block without inner elements, as half of all are
    runs = list(_runs(pieces, resolve, is_bold=is_bold))
    if all(run.style == _PLAIN for run in runs):
        return escaped(text)
    spaced = _spaced(runs)
    is_whole = "".join([run.text for run in spaced]) == text
    return _written(spaced) if is_whole else escaped(text)


def _runs(pieces: Sequence[Piece], resolve: Resolve, *, is_bold: bool) -> Iterator[_Run]:
    """The pieces as runs: neighbouring pieces with the same link and emphasis become one run."""
    styles: dict[HtmlElement | None, _Style] = {}

    def style_of(piece: Piece) -> _Style:
        around = piece[1].getparent() if piece[2] else piece[1]
        if around not in styles:
            styles[around] = _style(around, resolve, is_bold=is_bold)
        return styles[around]

    for style, group in groupby(pieces, style_of):
        yield _Run("".join([piece[0] for piece in group]), style)


def _style(element: HtmlElement | None, resolve: Resolve, *, is_bold: bool) -> _Style:
    url, marks = None, set()
    for _ in range(_MAX_AROUND):
        if element is None or element.tag in BLOCK_TAGS:
            break
        if element.tag == "a" and url is None:
            url = resolve(element.get("href") or "")
        elif element.tag in _MARKS:
            marks.add(_MARKS[element.tag])
        element = element.getparent()
    if is_bold:
        marks.discard("**")
    return _Style(url, "".join(sorted(marks)))


def _spaced(runs: Sequence[_Run]) -> list[_Run]:
    """The runs with each stretch of white space reduced to one space.

    A space at the beginning or end of a run becomes a run of its own: Markdown does not take "**"
    for a mark of emphasis if the space is inside it, as in "** bold**".
    """
    spaced: list[_Run] = []
    has_gap = False
    for run in runs:
        text = plain_text(run.text)
        inner = " ".join(text.split())
        if spaced and inner and (has_gap or text[0].isspace()):
            before = spaced[-1].style
            is_linked = before.url == run.style.url
            spaced.append(_Run(" ", _Style(before.url if is_linked else None)))
        if inner:
            spaced.append(_Run(inner, run.style))
        has_gap = text[-1:].isspace() or (has_gap and not inner)
    return spaced


def _written(runs: Sequence[_Run]) -> str:
    line = ""
    for url, group in groupby(_emphasised(runs), lambda run: run[0]):
        inner = "".join([text for _, text in group])
        if url is None:
            line += inner
            continue
        if line.endswith("!"):  # "![" would begin an image
            line = f"{line[:-1]}\\!"
        line += f"[{inner}]({escaped_url(url)})"
    return line


def _emphasised(runs: Sequence[_Run]) -> Iterator[tuple[str | None, str]]:
    """Yields for each piece of text the URL of its link, and the text in Markdown, e.g. "*all*".

    A piece (run) is a text with the same link and emphasis throughout. The marks of emphasis are
    left out where Markdown would not take them for marks, but show them.
    """
    is_marked = False
    for index, run in enumerate(runs):
        before = _neighbour(runs, index - 1, run.style.url)
        after = _neighbour(runs, index + 1, run.style.url)
        # A text gets no marks of emphasis, e.g. "*", if they would touch the marks of the text
        # before it: Markdown would misread "*a***b**". If a link begins or ends between the two
        # texts, its bracket keeps their marks apart.
        is_apart = not is_marked or before == "["
        mark = run.style.mark if is_apart and _can_hold(run.text, before, after) else ""
        is_marked = mark != ""
        yield run.style.url, f"{mark}{escaped(run.text)}{mark}"


def _neighbour(runs: Sequence[_Run], index: int, url: str | None) -> str:
    """The characters in Markdown directly before or after a piece of text (a run) of a line.

    A run is a text with one style and one link (or none). If the neighbouring run has the same
    link, the result is the text of this run. If the links differ, one of Markdown's brackets for
    links stands between the runs: "[", "]" or ")". The result is then always "[", because Markdown
    treats all brackets beside emphasis alike.

    Args:
        runs: the runs of a line.
        index: the index of the neighbouring run. If there is no such run, the result is "".
        url: the link of the run whose neighbour is looked for; None if it has no link.
    """
    if not 0 <= index < len(runs):
        return ""
    return runs[index].text if runs[index].style.url == url else "["


def _can_hold(text: str, before: str, after: str) -> bool:
    """Whether Markdown would read marks such as "*" around `text` as emphasis.

    This depends on the characters beside the marks: `before` is the text just before the first
    mark, and `after` the text just after the last one. The rules are those for delimiter runs in
    CommonMark (section 6.2).
    """
    return (not _is_sign(text[0]) or _is_edge(before[-1:])) and (
        not _is_sign(text[-1]) or _is_edge(after[:1])
    )


def _is_sign(character: str) -> bool:
    return category(character)[0] in "PS"


def _is_edge(character: str) -> bool:
    return character in {"", " "} or category(character)[0] == "P"
