"""Rewrites the parsed tree of a page, so that its texts are those that a reader sees."""

from lxml.html import HtmlElement

from newsbot.extraction.page.shown.annotations import drop_annotations
from newsbot.extraction.page.shown.captions import mark_captions
from newsbot.extraction.page.shown.custom import part_custom_elements
from newsbot.extraction.page.shown.folds import unfold
from newsbot.extraction.page.shown.formulas import replace_formulas
from newsbot.extraction.page.shown.gaps import open_gaps
from newsbot.extraction.page.shown.headings import demote_sections, tidy_headings
from newsbot.extraction.page.shown.notes import drop_notes
from newsbot.extraction.page.shown.preformatted import part_paragraphs


def tidy_texts(tree: HtmlElement) -> None:
    """Changes the texts of a page to what a reader sees, before anything is read from it.

    Readings of Chinese characters, placeholders, and links that copy a link to a heading go.
    Formulas become text. Spaces stand between words that only the style sheet keeps apart, and
    line breaks between paragraphs in <pre>.
    Custom elements with paragraphs become blocks.
    """
    drop_annotations(tree)
    replace_formulas(tree)
    tidy_headings(tree)
    demote_sections(tree)
    open_gaps(tree)
    part_paragraphs(tree)
    part_custom_elements(tree)


def show_body(tree: HtmlElement) -> None:
    """Changes the elements of a page so that they say what a reader sees of the article's body.

    Hidden notes go, folded text is shown, and captions in small print become <figcaption>. This is
    done after title, authors and dates are read: a hidden "By" or "Updated" tells what a text is.
    """
    drop_notes(tree)
    unfold(tree)
    mark_captions(tree)
