"""Turns the text of an article that is written as JSON into HTML.

Each publishing system has a form of its own, but all forms are trees of objects: an object names
what it is (a paragraph, a heading, an image) and holds a text or further objects. Examples are
`{"type": "text", "content": "…"}` (Arc), `{"nodeType": "paragraph", "content": [{"nodeType":
"text", "value": "…"}]}` (Contentful), `{"_type": "block", "children": [{"_type": "span", "text":
"…"}]}` (Sanity), `{"type": "paragraph", "data": {"text": "…"}}` (Editor.js).
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from newsbot.extraction.body.elsewhere.references import NONE_NAMED, Named, target
from newsbot.extraction.body.elsewhere.texts import has_blocks, inline, markup

# Of the JSON of one text, at most MAX_VALUES values are read, and no values nested deeper than
# MAX_DEPTH.
MAX_VALUES = 50_000
MAX_DEPTH = 64
# The JSON data of a page may hold an article's text in pieces, which are paragraphs or parts of
# one. Where letters are written without capitals, as in Arabic, the beginning of a sentence cannot
# be seen. There, two successive pieces of at least this many characters are two paragraphs.
PARAGRAPH_CHARACTERS = 60

# The keys under which a JSON object says what kind of thing it is, e.g. "paragraph" or "image".
_KIND_KEYS = (
    "type", "_type", "nodeType", "__typename", "blockType", "blockName", "contentType", "tagName",
    "tag", "component", "kind",
)  # fmt: skip
# The keys under which an object may have its text or further objects. They are tried in this order.
# When one of them gives a text, the later ones are not read: they repeat the text in another form.
_CONTENT_KEYS = (
    "children", "content_elements", "contentElements", "blocks", "nodes", "elements", "content",
    "items", "paragraphs", "rows", "cells", "html", "innerHTML", "bodyHtml", "markup", "rendered",
    "text", "rich_text", "richText", "value", "data", "model", "attributes", "props", "fields",
    "document", "root", "json", "components", "body", "copy", "raw", "plain_text", "paragraph",
)  # fmt: skip
# Matches the kinds of objects whose words are no text of the article: captions, embedded posts,
# teasers, offers and the like.
_LEFT_OUT = re.compile(
    r"image|^img|photo|picture|figure|media$|video|audio|podcast|embed|tweet|social|instagram"
    r"|galler|slideshow|carousel|^ad(?:s|slot|unit|vert.*)?$|advert|promo|newsletter|related"
    r"|interstitial|recirc|teaser|read(?:more|also)|linklist|caption|credit|iframe|^poll|quiz"
    r"|byline|^author|script$|style$|^map$|divider|separator|comment"
)
_TAGS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("br", re.compile(r"^(?:br|hardbreak|linebreak)$")),
    ("li", re.compile(r"^li$|listitem$|^(?:un)?orderedlistitem")),
    ("ul", re.compile(r"^(?:ul|ol)$|(?:list|listblock)$")),
    ("tr", re.compile(r"^tr$|tablerow$")),
    ("td", re.compile(r"^t[dh]$|table(?:header)?cell$")),
    ("table", re.compile(r"^table$")),
    ("blockquote", re.compile(r"quot(?:e|ation)")),
    ("h2", re.compile(r"^h[1-6]$|^head(?:er|ing|line)|heading|header|subhead|crosshead|subtitle")),
    ("p", re.compile(r"^p$|para(?:graph)?|^unstyled$|^block$")),
)
_IN_ONE_LINE = ("p", "h2", "td")
_SUFFIX = re.compile(r"(?:block|element|node|component)+$")
_NOT_LETTERS = re.compile(r"[^a-z1-6]+")
_TITLES = ("headline", "title", "headlines")
_URLS = ("url", "href", "link", "slug", "canonical_url", "canonicalUrl", "permalink", "website_url")
# A sentence may be split into several pieces of text. This matches the first character of a piece
# that continues the sentence of the piece before it, e.g. a comma.
_GOES_ON = re.compile(r"[\s,.;:!?)\]\u201d\u2019\u00bb\u2026\-\u2013\u2014]")
_ENDS = re.compile(
    r"[.!?\u2026:\u201d\"\u2019'\u00bb\u3002\uff01\uff1f\u300d\u300f\u0964\u06d4\u061f)]\s*$"
)


def rich_markup(value: object, named: Named = NONE_NAMED) -> str:
    """The text in a JSON value as HTML, with an element for each paragraph; "" if it has no text.

    `named` has the objects to which the value may refer, by their names (see `references`).
    """
    found = _Reader(named).read(value, MAX_DEPTH)
    return found if has_blocks(found) else markup(found)


class _Reader:
    """Turns one JSON value into HTML; at most MAX_VALUES of the values within it are read."""

    def __init__(self, named: Named) -> None:
        self._named = named
        self._left = MAX_VALUES

    def read(self, value: object, depth: int, *, is_inline: bool = False) -> str:
        """The HTML of `value`, as a piece of a paragraph or heading if `is_inline` is true.

        Values that are nested `depth` levels deep or deeper are not read.
        """
        self._left -= 1
        if depth == 0 or self._left < 0:
            return ""
        value = target(value, self._named)
        if isinstance(value, str):
            return inline(value) if is_inline else _piece(value)
        if isinstance(value, list):
            pieces = [self.read(each, depth - 1, is_inline=is_inline) for each in value]
            return _joined([each for each in pieces if each], is_inline=is_inline)
        return self._of_object(value, depth, is_inline=is_inline) if isinstance(value, dict) else ""

    def _of_object(self, node: Mapping[str, object], depth: int, *, is_inline: bool) -> str:
        kind = _kind(node)
        if _LEFT_OUT.search(kind) or (not is_inline and is_teaser(node)):
            return ""
        tag = next((tag for tag, pattern in _TAGS if pattern.search(kind)), None)
        if tag == "br":
            return "<br>"
        if tag in {"ul", "table", "tr"}:
            return self._of_list(node, tag, depth)
        within = is_inline or tag in _IN_ONE_LINE
        for value in (node[key] for key in _CONTENT_KEYS if key in node):
            found = self.read(value, depth - 1, is_inline=within)
            if found.strip():
                return f"<{tag}>{found}</{tag}>" if tag and not is_inline else found
        return ""

    def _of_list(self, node: Mapping[str, object], tag: str, depth: int) -> str:
        """The HTML of `node`, which is a list, a table or a table row, as the element `tag`.

        Each part of it becomes an element too: <li>, <tr> or <td>.
        """
        inner = {"ul": "li", "table": "tr", "tr": "td"}[tag]
        parts = [self.read(each, depth - 1) for each in _parts(node)]
        wrapped = (
            part if part.startswith(f"<{inner}") else f"<{inner}>{part}</{inner}>"
            for part in parts
            if part.strip()
        )
        return f"<{tag}>{''.join(wrapped)}</{tag}>"


def _parts(node: Mapping[str, object]) -> list[object]:
    """The items of a list, the rows of a table or the cells of a row; [] if there are none.

    The parts are in a JSON list, which may be nested in several objects, e.g.
    `node["data"]["items"]`. The keys of these objects are among _CONTENT_KEYS.
    """
    held: object = node
    for _ in range(MAX_DEPTH):
        if not isinstance(held, dict):
            break
        held = next(
            (held[key] for key in _CONTENT_KEYS if isinstance(held.get(key), list | dict)), []
        )
    return held if isinstance(held, list) else []


def is_teaser(node: Mapping[str, object]) -> bool:
    """Whether a JSON object is a teaser of another article: it has a title and a URL."""
    return any(key in node for key in _TITLES) and any(
        isinstance(node.get(key), str) and node[key] for key in _URLS
    )


def _kind(node: Mapping[str, object]) -> str:
    """What a JSON object is, in one word, e.g. "paragraph" for the type "ParagraphBlock".

    The word is the last part of the object's type or name, in lower case, without an ending such as
    "Block". For example, "core/paragraph" becomes "paragraph" too.
    """
    stated = next((node[key] for key in _KIND_KEYS if isinstance(node.get(key), str)), "")
    name = node.get("name")
    if not stated and isinstance(name, str) and "/" in name:  # "core/paragraph" of WordPress
        stated = name
    last = re.split(r"[/.:]", str(stated))[-1].lower()
    letters = _NOT_LETTERS.sub("", last)
    return _SUFFIX.sub("", letters) or letters


def _piece(text: str) -> str:
    """The HTML of a text that does not stand in a paragraph.

    Each line of the text becomes a paragraph (<p>). But a text of a single line gets no <p>,
    because it may be only a part of a paragraph, such as a link. `_joined` later decides whether
    the line becomes a paragraph of its own or a part of one.
    """
    found = markup(text)
    return inline(text) if found.count("<p>") == 1 and not has_blocks(text) else found


def _joined(pieces: Sequence[str], *, is_inline: bool) -> str:
    """Joins pieces of HTML, e.g. a text and the link after it, to one HTML text.

    If `is_inline`, the pieces stand inside a paragraph, and are joined without further tags.
    Otherwise they become one <p> if they seem to be one paragraph: `_are_of_one_line` looks whether
    sentences go on from one piece to the next. If they do not, each piece becomes a <p> of its own,
    unless it is a <p> or another block already.
    """
    if is_inline or not pieces[1:]:
        return "".join(pieces)
    if not any(map(has_blocks, pieces)) and _are_of_one_line(pieces):
        return f"<p>{''.join(pieces)}</p>"
    return "".join(each if has_blocks(each) else f"<p>{each}</p>" for each in pieces)


def _are_of_one_line(pieces: Sequence[str]) -> bool:
    """Whether pieces of text, e.g. a link and the words around it, are one paragraph.

    This is so if at least half of the pieces go on with the sentence of the piece before them.
    """
    joined = [_goes_on(before, after) for before, after in pairwise(pieces)]
    return 2 * sum(joined) >= len(joined)


def _goes_on(before: str, after: str) -> bool:
    """Whether the piece of text `after` goes on with the sentence of `before`."""
    if before[-1].isspace() or _GOES_ON.match(after) or after[0].islower():
        return True
    # `after` does not begin with a small letter here. If it begins with a capital, an HTML tag or
    # an opening quotation mark, it begins a new sentence. Chinese, Arabic and Thai have no
    # capitals, and Thai has no full stops either. In such scripts, `after` goes on with the
    # sentence of `before` if one of the two is short, and `before` does not end with a full stop or
    # the like.
    has_case = after[0] != after[0].swapcase() or after[0] in '<"\u201c\u201e\u00ab'
    is_short = min(len(before), len(after)) < PARAGRAPH_CHARACTERS
    return not has_case and is_short and not _ENDS.search(before)
