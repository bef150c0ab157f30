"""Rewrites the parsed tree of a page, so that its texts are those that a reader sees."""

from lxml.html import HtmlElement

from newsbot.extraction.page.shown.annotations import drop_annotations
from newsbot.extraction.page.shown.formulas import replace_formulas
from newsbot.extraction.page.shown.gaps import open_gaps
from newsbot.extraction.page.shown.headings import tidy_headings


def tidy_texts(tree: HtmlElement) -> None:
    """Changes the texts of a page, but not its elements, to what a reader sees.

    Readings of Chinese characters, placeholders, and links that copy a link to a heading go.
    Formulas become text. Spaces stand between words that only the style sheet keeps apart.
    """
    drop_annotations(tree)
    replace_formulas(tree)
    tidy_headings(tree)
    open_gaps(tree)
