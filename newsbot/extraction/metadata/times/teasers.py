"""Tells which dates on a page belong to teasers of other articles, not to the page's article."""

import re
from collections.abc import Collection
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.metadata.times.lines import Line, short_text
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import count_words, word_key

# A link of at least HEADLINE_WORDS words is taken for the headline of another article.
HEADLINE_WORDS = 5
# An element with more characters than this is no teaser, which has just a headline, a date and some
# lines.
TEASER_CHARACTERS = 600
# A date does not count if it stands beside the headline of another article. Such a headline is
# looked for in this many of the elements around the date, innermost first.
TEASER_DEPTH = 5
_HEADINGS = ("h2", "h3", "h4", "h5")
_MARKED = "descendant-or-self::*[@itemprop = 'headline']"
_AUTHOR = re.compile(r"author|byline|contributor|writer|profile", re.IGNORECASE)
_BYLINE = re.compile(rf"\W*{phrases('byline_start')}\s", re.IGNORECASE)
# Matches URLs of authors' pages and of the home page. A link to one of them is no headline.
_PERSON = re.compile(
    r"/(?:authors?|profiles?|people|person|staff|team|by|users?|contributors?|autor\w*|auteur\w*)/"
    r"|^(?:https?://[^/]*)?/?$|^#|^mailto:",
    re.IGNORECASE,
)


def is_of_other_article(element: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Whether the date in `element` stands with the linked headline of another article.

    `around` are the elements in which the headline of the page's own article is.
    """
    inner = element
    for depth, ancestor in enumerate((element, *element.iterancestors())):
        text = short_text(ancestor, TEASER_CHARACTERS)
        if ancestor in around or depth > TEASER_DEPTH or text is None:
            return False
        headlines = sum(map(_is_headline, ancestor.iter("a"))) + len(ancestor.xpath(_MARKED))
        if headlines > 1 and _counts_dates(ancestor, text) > 1:
            return _stands_beside_headline(inner)
        if headlines:
            return True
        inner = ancestor
    return False


def _stands_beside_headline(element: HtmlElement) -> bool:
    """Whether the element just before or after `element` is the linked headline of an article."""
    before, after = element.getprevious(), element.getnext()
    is_after_headline = before is not None and any(map(_is_headline, before.iter("a")))
    return is_after_headline or (after is not None and after.tag == "a" and _is_headline(after))


def is_linked_headline(line: Line) -> bool:
    """Whether a line is nothing but the linked headline of another article."""
    start = len(line.text) - len(line.text.lstrip())
    element = line.element_at(start) if line.text.strip() else None
    while element is not None and element.tag != "a":
        element = element.getparent()
    return (
        element is not None
        and word_key(element.text_content()) == word_key(line.text)
        and _is_headline(element)
    )


def _counts_dates(element: HtmlElement, text: str) -> int:
    return max(len(written_days(text)), sum(1 for _ in element.iter("time")))


def _is_headline(link: HtmlElement) -> bool:
    """Whether a link is the headline of another article: of many words, or in a heading."""
    text = re.sub(r"[\d:./-]+", "", link.text_content())
    parents = (link.getparent(), *link)
    is_in_heading = any(each is not None and each.tag in _HEADINGS for each in parents)
    return (is_in_heading or count_words(text) >= HEADLINE_WORDS) and not _is_person(link)


def _is_person(link: HtmlElement) -> bool:
    """Whether a link leads to an author's page, or another page that is certainly no article.

    In spite of the function's name, links to the site's first page and to places on the same page
    count too.
    """
    names = [link.get("rel") or ""]
    for each in (link, *islice(link.iterancestors(), 2), *link):
        names += (each.get("class") or "", each.get("itemprop") or "")
    is_named = any(_AUTHOR.search(name) for name in names)
    return is_named or bool(
        _PERSON.search(link.get("href") or "") or _BYLINE.match(link.text_content())
    )
