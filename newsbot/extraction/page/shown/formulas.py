"""Replaces the formulas of a page by their text, e.g. "E=mc2"."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

# The notes of a formula, e.g. its source in TeX. Browsers do not show them.
_NOTES = ("annotation", "annotation-xml")
_CELLS = ("mtd", "mtr")
# Matches the classes and tags of the elements in which KaTeX, MathJax and Wikipedia put a formula
# twice: in MathML, and as it is drawn.
_DRAWN = re.compile(r"katex|mathjax|mjx|mwe-math", re.IGNORECASE)


def replace_formulas(tree: HtmlElement) -> None:
    """Replaces each formula in MathML by its text.

    If a library for formulas has put a drawing of the formula beside it, the drawing is removed.
    """
    for formula in [*tree.iter("math")]:
        text = "".join(_pieces(formula))
        if text:
            whole = _with_drawing(formula)
            tail = whole.tail
            whole.clear()
            whole.tag, whole.text, whole.tail = "span", text, tail


def _with_drawing(formula: HtmlElement) -> HtmlElement:
    """The outermost element that contains only the formula and the formula's drawing.

    Libraries such as KaTeX write a formula twice: in MathML, and in HTML elements that draw it.
    """
    whole = formula
    for element in formula.iterancestors():
        names = f"{element.tag} {element.get('class') or ''}"
        if not _DRAWN.search(names) or len([*islice(element.iter("math"), 2)]) > 1:
            break
        whole = element
    return whole


def _pieces(formula: HtmlElement) -> Iterator[str]:
    """The pieces of a formula's text, in order, e.g. "E", "=", "mc" and "2"."""
    walk = iterwalk(formula, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            is_in_fraction = element is not formula and element.getparent().tag == "mfrac"
            if is_in_fraction and element.getprevious() is not None:
                yield "/"
            if element.tag in _NOTES:
                walk.skip_subtree()
            else:
                yield "\u221a" if element.tag == "msqrt" else ""
                yield _text(element.text)
        elif element is not formula:
            yield " " if element.tag in _CELLS else ""
            yield _text(element.tail)


def _text(text: str | None) -> str:
    return text if text and not text.isspace() else ""
