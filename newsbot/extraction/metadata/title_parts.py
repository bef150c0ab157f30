"""The parts of a page's <title>: the headline, and often the names of the section and the site."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.page.text import count_words, one_line

# A sign such as "-" or "|" separates the parts of a title if it has spaces around it. In Chinese
# and Japanese titles, it needs no spaces.
SEPARATOR = re.compile(
    r"\s+(?:[|\u2013\u2014\u00b7\u2022\u00ab\u00bb\u203a>-]|::)\s+|(?<=\w):\s+|\s*\uff5c\s*|(?<=[^\W_])_+(?=[^\W_])"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff\uff01-\uff5e\u201d])[-|:\uff1a](?=[\u3040-\u30ff\u3400-\u9fff])"
)
"""Matches what stands between two parts of a title, e.g. " | "."""

HEADLINE_WORDS = 4
"""A headline at the start of a title has at least this many words. A shorter part there may be the
name of a section."""

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Matches signs that separate headline, section and site in Chinese and Japanese titles. They do not
# occur inside a headline.
_BEFORE_SECTION = re.compile(r"\s*(?:_+|-{2,}|[|\uff5c])\s*")
# A Chinese or Japanese headline has at least this many letters.
HEADLINE_LETTERS = 8


def without_sections(title: str) -> str:
    """A Chinese or Japanese title without section and site; any other title as it is.

    In "渡轮停航后恢复通航_新闻_日报网" the headline is the first part, and the longest.
    """
    first, *others = _BEFORE_SECTION.split(title)
    is_headline = len(_EAST_ASIAN.findall(first)) >= HEADLINE_LETTERS
    return first if is_headline and len(first) > max(map(len, others), default=0) else title


def shown_part(tree: HtmlElement, title: str) -> str:
    """The headline in `title`, if a page without an h1 shows this headline in another element.

    The headline is the beginning of the title, up to a separator: "Ferry sails again after storm"
    in "Ferry sails again after storm | Sports | Harbour News". It counts only if some element of
    the page has exactly this text. If there are several such beginnings, the longest is taken. If
    there is none, or if the page has an h1, the result is the whole `title`.
    """
    cuts = [found.start() for found in SEPARATOR.finditer(title)]
    if not cuts or next(tree.iter("h1"), None) is not None:
        return title
    parts = {title[:cut] for cut in cuts if count_words(title[:cut]) >= HEADLINE_WORDS}
    body = tree.find("body")
    texts = () if body is None else (one_line(each.text) for each in body.iter("*") if each.text)
    return max((text for text in texts if text in parts), key=len, default=title)
