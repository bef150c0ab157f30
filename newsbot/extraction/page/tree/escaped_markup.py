"""Markup that a page shows as text, because its publishing system escaped it by mistake.

Readers of such a page see `<blockquote class="twitter-tweet">…` in the middle of an article. The
code of embedded posts and players is removed; escaped paragraphs become paragraphs.
"""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree
from lxml.html import HtmlElement

from newsbot.extraction.page.tree.fragments import parse_fragment
from newsbot.extraction.page.vocabulary import POST_CLASSES

# Escaped paragraphs become paragraphs only if a text has at least this many of them. A single one
# may be an example of HTML that the article explains.
MIN_PARAGRAPHS = 2
# At most this many characters of a page are searched for HTML code that the page shows as text.
MAX_CHARACTERS = 1_000_000
# The maximum lengths, in characters, of two things that are removed from a text: the whole HTML
# code of an embedded post (MAX_POST), and what stands between the start tag and the end tag of an
# embedded player (MAX_PLAYER).
MAX_POST = 20_000
MAX_PLAYER = 200
# The HTML code of one embedded post may be spread over several elements, but at most over this
# many.
MAX_ELEMENTS = 12
# To save time, at most this many embedded posts, e.g. of a social network, whose HTML code is
# spread over several elements are removed from a page.
MAX_POSTS = 200

_CLASSES = "|".join(
    sorted(POST_CLASSES | {"fb-post", "fb-video", "tumblr-post", "imgur-embed-pub"})
)
_POST = re.compile(
    rf"<(?:(blockquote|div|section)\b[^<>]{{0,500}}\bclass=[^<>]{{0,500}}\b(?:{_CLASSES})\b"
    r"|(iframe|script|embed)\b[^<>]{0,500}\bsrc=)[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ENDS = {
    tag: re.compile(rf"</{tag}\s*>", re.IGNORECASE)
    for tag in ("blockquote", "div", "section", "iframe", "script", "embed")
}
_ENDS_POST = re.compile("|".join(each.pattern for each in _ENDS.values()), re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\s*<p[\s>].*</p>\s*$", re.DOTALL | re.IGNORECASE)
_SIGNS = re.compile(
    r"&(?:amp;)?lt;(?:blockquote|div|section|iframe|script|embed|p)\b", re.IGNORECASE
)
# Elements in which escaped markup stays as it is. In some of them, e.g. <code>, it is meant to be
# read. The content of others, e.g. <script>, is no text of the page.
_CODE = ("code", "pre", "kbd", "samp", "textarea", "script", "style", "title", "xmp", "option")


def has_escaped_markup(html: str) -> bool:
    """Whether the HTML of a page may have escaped markup, e.g. "&lt;p&gt;", in its text."""
    return _SIGNS.search(html) is not None


def read_escaped_markup(tree: HtmlElement) -> None:
    """Removes the escaped code of embedded posts and players; unescapes escaped paragraphs."""
    left = MAX_CHARACTERS
    for element in list(_elements_with_markup(tree)):
        left -= len(element.text or "") + sum(len(child.tail or "") for child in element)
        if left < 0:
            return
        element.text = _without_posts(element.text)
        for child in element:
            child.tail = _without_posts(child.tail)
        if _PARAGRAPHS.match(element.text or ""):
            _unescape_paragraphs(element)
    texts = [(each, (each.text or "").lstrip()[:MAX_POST]) for each in tree.iter("p", "div")]
    begins = [each for each, text in texts if text.startswith("<") and _POST.match(text)]
    for element in begins[:MAX_POSTS]:
        _drop_post(element)


def _elements_with_markup(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements with a text that looks like markup, except elements for code such as <pre>."""
    for element in tree.iter():
        if element.tag not in _CODE and any(
            text and ("<" in text or "&lt;" in text)
            for text in (element.text, *(child.tail for child in element))
        ):
            yield element


def _without_posts(text: str | None) -> str | None:
    """A text without the HTML code of embedded posts and players, e.g. for tweets or videos."""
    if text is None:
        return None
    if "&lt;" in text and _POST.search(unescape(text)):  # the text was escaped twice
        text = unescape(text)
    pieces, start, end = [], 0, 0
    while found := _POST.search(text, end):
        tag = (found[1] or found[2]).lower()
        closing = _ENDS[tag].search(text, found.end(), found.end() + MAX_POST)
        is_near = closing is not None and (found[1] or closing.start() - found.end() <= MAX_PLAYER)
        end = closing.end() if closing is not None and is_near else found.end()
        if is_near or found[2]:
            pieces.append(text[start : found.start()])
            start = end
    return "".join((*pieces, text[start:]))


def _unescape_paragraphs(element: HtmlElement) -> None:
    """Replaces the text of an element, e.g. "<p>One.</p><p>Two.</p>", by real paragraphs."""
    text = element.text or ""
    if text.lower().count("</p>") < MIN_PARAGRAPHS:
        return
    try:
        found = parse_fragment(text)
    except (etree.LxmlError, ValueError):
        return
    element.text = None
    element.insert(0, found)


def _drop_post(element: HtmlElement) -> None:
    """Removes the HTML code of an embedded post (e.g. a tweet) that the page shows as text.

    The code begins in `element`, and may go on in the elements after it, up to its end tag.
    """
    elements = [element, *element.itersiblings()][:MAX_ELEMENTS]
    ends = (at for at, each in enumerate(elements) if _ENDS_POST.search(each.text_content()))
    last = next(ends, None)
    if last is not None and element.getparent() is not None:
        for each in elements[: last + 1]:
            each.drop_tree()
