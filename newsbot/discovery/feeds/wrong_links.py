"""Repairs the elements of a feed's items that hold links, where feedparser would misread them."""

import re

# The quantifiers "*+" and "?+" are possessive, so that a search takes linear time.
#
# Matches an element <link> without attributes and without text.
_EMPTY_LINK = re.compile(
    rb"<link\s*+/>|<link\s*+>\s*+(?:<!\[CDATA\[\s*+\]\]>\s*+)?+</link\s*+>", re.IGNORECASE
)
# Matches an element <link> or <guid> with text, which may stand in a CDATA section.
_WITH_TEXT = re.compile(
    rb"<(link|guid)((?:\s[^<>]*+)?+)>\s*+(?:([^<>]++)|<!\[CDATA\[([^\]<>]++)\]\]>\s*+)</\1\s*+>",
    re.IGNORECASE,
)
_BLANKS = re.compile(rb"\s+")
_NO_SCHEME = re.compile(rb"^(?=www\.[\w-]+\.[\w-]+)", re.IGNORECASE)
_PERMALINK = re.compile(rb"(\sispermalink\s*=\s*[\"'])([^\"']*)([\"'])", re.IGNORECASE)
_TRUE = frozenset((b"true", b"1", b"yes"))
# Matches the start of a URL: "https://host/a", or relative as "/a", "//host/a", "../a", "?p=1".
_URL_START = re.compile(rb"https?:|/|\.{1,2}/|\?", re.IGNORECASE)


def with_plain_links(xml: bytes) -> bytes:
    """The XML of a feed, in which feedparser finds the links of items that have mistakes in them.

    - Empty elements <link> are removed: they would hide a <guid> with the URL of the item.
    - Line breaks within a URL are removed, with the blanks around them.
    - "http://" is put before a URL that begins with "www.".
    - A <guid> that is no URL, e.g. "12345", is marked as no link, whatever the feed says.
    """
    return _WITH_TEXT.sub(_plain, _EMPTY_LINK.sub(b"", xml))


def _plain(found: re.Match[bytes]) -> bytes:
    name, attributes, escaped, as_it_is = found.groups()
    if attributes.endswith(b"/"):
        return found[0]
    url = _BLANKS.sub(_without_break, (escaped or as_it_is).strip())
    url = _NO_SCHEME.sub(b"http://", url)
    if name.lower() == b"guid":
        attributes = _PERMALINK.sub(b"", attributes) + _permalink(attributes, url)
    text = url if escaped is not None else b"<![CDATA[" + url + b"]]>"
    return b"<%s%s>%s</%s>" % (name, attributes, text, name)


def _without_break(blanks: re.Match[bytes]) -> bytes:
    return b"" if set(blanks[0]) & set(b"\t\r\n") else blanks[0]


def _permalink(attributes: bytes, text: bytes) -> bytes:
    """The attribute isPermaLink that a <guid> should have; b"" if its text is the item's URL."""
    stated = _PERMALINK.search(attributes)
    if stated is None or not stated[2].strip():
        is_url = _URL_START.match(text) is not None
    else:
        is_url = stated[2].strip().lower() in _TRUE and b"/" in text
    return b"" if is_url else b' isPermaLink="false"'
