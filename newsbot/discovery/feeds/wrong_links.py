"""Repairs links in the items of feeds that feedparser would misread."""

import re
from functools import partial

from newsbot.discovery.listed_urls import mended_url

# Matches an element <link> without attributes and without text. The quantifiers "*+" and "?+" are
# possessive, so that a search takes linear time.
_EMPTY_LINK = re.compile(
    rb"<link\s*+/>|<link\s*+>\s*+(?:<!\[CDATA\[\s*+\]\]>\s*+)?+</link\s*+>", re.IGNORECASE
)
# Matches an element <link> or <guid> with text, which may stand in a CDATA section.
_WITH_TEXT = re.compile(
    rb"<(link|guid)((?:\s[^<>]*+)?+)>\s*+(?:([^<>]++)|<!\[CDATA\[([^\]<>]++)\]\]>\s*+)</\1\s*+>",
    re.IGNORECASE,
)
# Matches a start tag <link> up to the URL in its attribute `href`.
_HREF = re.compile(
    rb"(<(?:[\w.-]++:)?link\s(?:[^<>]*?\s)?href\s*+=\s*+)(\"[^<>\"]*+\"|'[^<>']*+')", re.IGNORECASE
)
# Matches an <image> with a <title> and a <link> in it. feedparser would take them for the title and
# the link of the item.
_IMAGE = re.compile(
    rb"<image(?:\s[^<>]*+)?+>\s*+(?:<(url|title|link|width|height|description)\b[^<>]*+>"
    rb"(?:[^<]|<!\[CDATA\[[^\]<>]*+\]\]>)*+</\1\s*+>\s*+)++</image\s*+>",
    re.IGNORECASE,
)
_BLANKS = re.compile(rb"\s+")
_PERMALINK = re.compile(rb"(\sispermalink\s*=\s*[\"'])([^\"']*)([\"'])", re.IGNORECASE)
_TRUE = frozenset((b"true", b"1", b"yes"))
# Matches the start of a URL that is absolute ("https:") or relative ("/a", "//host/a", "../a",
# "?p").
_URL_START = re.compile(rb"https?:|/|\.{1,2}/|\?", re.IGNORECASE)


def with_plain_links(xml: bytes, url: str) -> bytes:
    """Repairs links with mistakes in the XML of the feed at `url`.

    - An empty <link> is removed. If it stayed, a <guid> with the URL would not be used.
    - An <image> with a <title> and a <link> in it is removed.
    - Line breaks within a URL are removed, with the blanks around them.
    - A URL with a missing or broken scheme gets a correct one: "gazette.example/a" becomes
      "https://gazette.example/a" if the feed is on this host.
    - A <guid> that is no URL, e.g. "12345", gets the attribute isPermaLink="false".
    """
    plain = _WITH_TEXT.sub(partial(_plain, url), _EMPTY_LINK.sub(b"", _IMAGE.sub(b"", xml)))
    return _HREF.sub(partial(_href, url), plain)


def _href(source_url: str, found: re.Match[bytes]) -> bytes:
    before, quoted = found.groups()
    mark = quoted[:1]
    return before + mark + _mended(quoted[1:-1], source_url) + mark


def _mended(url: bytes, source_url: str) -> bytes:
    return mended_url(url.decode("utf-8", "replace"), source_url).encode("utf-8", "replace")


def _plain(source_url: str, found: re.Match[bytes]) -> bytes:
    name, attributes, escaped, as_it_is = found.groups()
    if attributes.endswith(b"/"):
        return found[0]
    url = _BLANKS.sub(_without_break, (escaped or as_it_is).strip())
    is_guid = name.lower() == b"guid"
    if not is_guid or _URL_START.match(url):
        url = _mended(url, source_url)
    if is_guid:
        attributes = _PERMALINK.sub(b"", attributes) + _permalink(attributes, url)
    text = url if escaped is not None else b"<![CDATA[" + url + b"]]>"
    return b"<%s%s>%s</%s>" % (name, attributes, text, name)


def _without_break(blanks: re.Match[bytes]) -> bytes:
    return b"" if set(blanks[0]) & set(b"\t\r\n") else blanks[0]


def _permalink(attributes: bytes, text: bytes) -> bytes:
    """Makes the attribute isPermaLink="false" for a <guid> that is no URL; b"" for one that is.

    Feed readers take a <guid> without this attribute for the URL of the article. The caller writes
    the result into the <guid>, in place of the isPermaLink that the feed may have there.

    Args:
        attributes: the attributes of the <guid> in the feed. If isPermaLink is one of them, its
            value says whether the <guid> is a URL.
        text: the text in the <guid>. It decides whether the <guid> is a URL if there is no
            isPermaLink.
    """
    stated = _PERMALINK.search(attributes)
    if stated is None or not stated[2].strip():
        is_url = _URL_START.match(text) is not None
    else:
        is_url = stated[2].strip().lower() in _TRUE and b"/" in text
    return b"" if is_url else b' isPermaLink="false"'
