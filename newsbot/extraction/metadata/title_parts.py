"""The parts of a page's <title>: the headline, and often the names of the section and the site."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.page.text import count_words, one_line

# Chinese and Japanese sites part titles with "_", "-" or "|" without spaces around them.
SEPARATOR = re.compile(
    r"\s+(?:[|\u2013\u2014\u00b7\u2022\u00bb-]|::)\s+|(?<=\w):\s+|\s*\uff5c\s*|(?<=[^\W_])_+(?=[^\W_])"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff\uff01-\uff5e\u201d])[-|](?=[\u3040-\u30ff\u3400-\u9fff])"
)
"""Matches what stands between two parts of a title, e.g. " | "."""

HEADLINE_WORDS = 4
"""A beginning of a title with fewer words than this may be the name of a section."""


def shown_part(tree: HtmlElement, title: str) -> str:
    """The longest beginning of `title` that is the whole text of an element; else `title`.

    Pages without an h1 show the headline in some other element, without section and site.
    """
    cuts = [found.start() for found in SEPARATOR.finditer(title)]
    if not cuts or next(tree.iter("h1"), None) is not None:
        return title
    parts = {title[:cut] for cut in cuts if count_words(title[:cut]) >= HEADLINE_WORDS}
    body = tree.find("body")
    texts = () if body is None else (one_line(each.text) for each in body.iter() if each.text)
    return max((text for text in texts if text in parts), key=len, default=title)
