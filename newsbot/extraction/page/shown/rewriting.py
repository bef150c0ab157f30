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
    """Changes the texts of a page to what a reader sees; the first step after parsing.

    Pronunciations of Chinese characters are removed, and so are placeholders and signs such as "¶"
    at headings. Formulas become text. Spaces are put between words that only a style sheet keeps
    apart, and line breaks between paragraphs in <pre>. Custom elements with paragraphs become
    <div>.
    """
    drop_annotations(tree)
    replace_formulas(tree)
    tidy_headings(tree)
    demote_sections(tree)
    open_gaps(tree)
    part_paragraphs(tree)
    part_custom_elements(tree)


def show_body(tree: HtmlElement) -> None:
    """Changes the tree of a page to what a reader sees, before the article's body is read.

    Hidden notes are removed, text that is folded away is shown, and captions in small print become
    <figcaption>. Authors and dates must be read before this function is called, because a hidden
    "By" or "Updated" helps to find them.
    """
    drop_notes(tree)
    unfold(tree)
    mark_captions(tree)
