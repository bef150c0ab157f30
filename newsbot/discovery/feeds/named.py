"""Finds the URLs of feeds in an HTML page, in elements such as <link rel="alternate" type="…">."""

import re
from collections.abc import Iterator

from lxml import etree, html

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.web_urls import absolute_url

_TYPES = frozenset((
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/xml", "text/xml", "text/rss+xml",
))  # fmt: skip
_JSON = "application/json"
# Matches the word "comment" or "comments" in the URL of a feed. Such a feed lists comments of
# readers instead of articles.
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)


def named_feeds(body: bytes, url: str, content_type: str | None) -> tuple[str, ...]:
    """The URLs of the feeds that the HTML page at `url` names, without repetitions.

    Feeds of readers' comments are left out. A link with the type application/json counts only if
    the URL has the word "feed" in it, because many pages link to other JSON in the same way.
    """
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        page = html.document_fromstring(as_utf_8(body, content_type), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    return tuple(dict.fromkeys(each for each in _feeds(page, url) if each != url))


def _feeds(page: html.HtmlElement, url: str) -> Iterator[str]:
    base = absolute_url(url, next(iter(page.xpath("//base/@href")), "")) or url
    for link in page.iter("link"):
        target = link.get("href", "")
        relations = link.get("rel", "").lower().split()
        media_type = link.get("type", "").partition(";")[0].strip().lower()
        is_feed = media_type in _TYPES or (media_type == _JSON and "feed" in target.lower())
        is_named = ("alternate" in relations and is_feed) or "feed" in relations
        if is_named and target.strip() and not _COMMENTS.search(target):
            found = absolute_url(base, re.sub(r"^\s*feed:(//)?(?=https?:)", "", target))
            if found is not None:
                yield found
