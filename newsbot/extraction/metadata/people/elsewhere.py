"""Tells the article's own byline from those of comments, teasers, pictures and quotations."""

import re
from collections.abc import Collection
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.page.text import count_words, word_key

# A link of at least this many words is taken for the headline of another article.
HEADLINE_WORDS = 5
# An element with more characters than this is no teaser, which has just a headline, a byline and
# some lines.
TEASER_CHARACTERS = 600
# A byline is in a teaser if one of the TEASER_DEPTH innermost elements around it has the headline
# of another article among its first MOST_LINKS links.
TEASER_DEPTH = 5
MOST_LINKS = 20
# Tags of parts of a page, and words in their classes. Bylines in these parts usually belong to
# other articles. But the author of the page's own article may be presented there, too. So these
# parts are searched for bylines with a label such as "Author:", and for notes about an author.
BESIDE = frozenset({"aside", "sidebar", "footer", "card"})
_AUTHOR = re.compile(r"uthor|yline|ontributor|riter")
_OTHERS = re.compile(
    r"comment|related|teaser|recommend|sidebar|newsletter|popular|trending|testimonial|(?<!v)card"
    r"|footer|caption|most-?(?:read|viewed)|columnists",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"(?:book|photo|image|img|picture|quote|caption|video|cover|comment|review(?:er)?|theme)"
    r"[-_ ]*(?:author|by-?line|writer)",
    re.IGNORECASE,
)
# Classes of a footer that is a part of the article: "entry-footer", "headline__footer".
_OWN_FOOTER = re.compile(
    r"(?:article|entry|post|story|headline|meta)s?[\w-]*footer|footer[\w-]*meta|^meta\b",
    re.IGNORECASE,
)
_APART = {"aside", "footer", "nav", "blockquote", "figure", "figcaption"}
_PAGE = {"body", "html", "main", "article"}
_HEADINGS = {"h2", "h3", "h4", "h5"}
# Matches URLs that lead to no article, e.g. to an author's page or to the home page. So a link with
# such a URL is not taken for the headline of an article.
_NO_ARTICLE = re.compile(
    r"author|autor|auteur|people|person|profil|staff|team|/by/|/users?/"
    r"|^(?:https?://[^/]*)?/?$|^#|^mailto:"
)


def around_headline(headline: HtmlElement | None) -> frozenset[HtmlElement]:
    """The headline and the elements in which it is."""
    return frozenset(() if headline is None else (headline, *headline.iterancestors()))


def is_elsewhere(
    element: HtmlElement,
    around: Collection[HtmlElement],
    allowed: Collection[str] = (),
) -> bool:
    """Whether an element is in a comment, teaser, picture, sidebar, menu or footer of a page.

    Args:
        element: the element, e.g. one with a byline.
        around: the headline of the article and the elements around it. None of these elements
            counts as a teaser, menu or the like, whatever its class is.
        allowed: tags and words in classes that are ignored. With "sidebar", for example, an element
            in a sidebar is treated like one that is not in a sidebar.
    """
    if _OF_OTHERS.search(element.get("class") or ""):
        return True
    for each in (element, *element.iterancestors()):
        if each in around:
            break
        name = each.get("class") or ""
        if _is_place(each.tag, name, each.getparent(), allowed):
            return each.tag not in _PAGE
    return _is_in_teaser(element, around)


def _is_place(tag: object, name: str, parent: HtmlElement | None, allowed: Collection[str]) -> bool:
    """Whether an element is a part of a page whose bylines usually belong to other articles.

    Such parts are e.g. comments, teasers, cards, captions, sidebars, menus and footers. They are
    recognised by the tag of the element and by words in its class. There are two exceptions: the
    footer of an <article>, and a card, aside or footer whose class names the author, e.g.
    "author-card".

    Args:
        tag: the tag of the element.
        name: the class of the element.
        parent: the parent of the element.
        allowed: tags and words that are ignored. With "sidebar", for example, a sidebar is no such
            part.
    """
    if tag == "footer" and parent is not None and parent.tag == "article":
        return False
    if tag in {"aside", "footer"} and (_AUTHOR.search(name) or _OWN_FOOTER.search(name)):
        return False
    of_others = (each.lower() for each in _OTHERS.findall(_OWN_FOOTER.sub("", name)))
    is_others = any(
        each not in allowed and not (each == "card" and _AUTHOR.search(name)) for each in of_others
    )
    return (tag in _APART and tag not in allowed) or is_others


def _is_in_teaser(element: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Whether an element with a byline is in a teaser: near the linked headline of an article."""
    own = word_key(element.text_content()[:TEASER_CHARACTERS])
    for each in islice((element, *element.iterancestors()), TEASER_DEPTH):
        if each in around or _is_long(each):
            return False
        links = [each] if each.tag == "a" else islice(each.iter("a"), MOST_LINKS)
        if any(_is_headline(link, own) for link in links):
            return True
    return False


def _is_long(element: HtmlElement) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > TEASER_CHARACTERS:
            return True
    return False


def _is_headline(link: HtmlElement, own: str) -> bool:
    """Whether a link is the headline of an article: it has many words, or is in a heading.

    `own` is the text of the byline near the link. If the whole text of the link is a part of `own`,
    the link is no headline. A link to an author's page is no headline either.
    """
    text = link.text_content()
    key = word_key(text)
    if not key or key in own or _NO_ARTICLE.search(link.get("href") or ""):
        return False
    nearby = (*islice(link.iterancestors(), 2), *link)
    is_heading = any(each.tag in _HEADINGS for each in nearby) and own not in key
    more = count_words(text) - (count_words(own) if own in key else 0)
    return is_heading or more >= HEADLINE_WORDS
