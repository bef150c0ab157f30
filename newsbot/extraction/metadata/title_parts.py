"""The parts of a page's <title>: the headline, and often the names of the section and the site."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.page.text import count_words, one_line

# Chinese and Japanese sites part titles with "_", "-" or "|" without spaces around them.
SEPARATOR = re.compile(
    r"\s+(?:[|\u2013\u2014\u00b7\u2022\u00ab\u00bb\u203a>-]|::)\s+|(?<=\w):\s+|\s*\uff5c\s*|(?<=[^\W_])_+(?=[^\W_])"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff\uff01-\uff5e\u201d])[-|:\uff1a](?=[\u3040-\u30ff\u3400-\u9fff])"
)
"""Matches what stands between two parts of a title, e.g. " | "."""

HEADLINE_WORDS = 4
"""A beginning of a title with fewer words than this may be the name of a section."""

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# What stands before the section and the site in Chinese and Japanese titles, and not in headlines.
_BEFORE_SECTION = re.compile(r"\s*(?:_+|-{2,}|[|\uff5c])\s*")
# A Chinese or Japanese headline has at least this many letters.
HEADLINE_LETTERS = 8


def without_sections(title: str) -> str:
    """A Chinese or Japanese title without section and site; any other title as it is.

    In "渡轮停航后恢复通航_新闻_日报网" the headline is the first part, and the longest.
    """
    first, *others = _BEFORE_SECTION.split(title)
    is_headline = _EAST_ASIAN.search(first) and count_words(first) >= HEADLINE_LETTERS
    return first if is_headline and len(first) > max(map(len, others), default=0) else title


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
