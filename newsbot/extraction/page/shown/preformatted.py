"""Separates the paragraphs of a text in <pre>, e.g. of a weather bulletin, by inserting <br>."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.page.text import ends_sentence

_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def part_paragraphs(tree: HtmlElement) -> None:
    """Puts a <br> at each blank line of a <pre>, if all its paragraphs end like sentences.

    Otherwise the text is a poem, a table or a program, and stays as it is.
    """
    for element in [*tree.iter("pre")]:
        paragraphs = [] if len(element) else _BLANK_LINE.split((element.text or "").strip())
        if len(paragraphs) > 1 and all(map(ends_sentence, paragraphs)):
            element.text = paragraphs[0]
            for paragraph in paragraphs[1:]:
                line_break = element.makeelement("br")
                line_break.tail = paragraph
                element.append(line_break)
