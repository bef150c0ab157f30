"""Finds the URLs of feeds in an HTML page, in elements such as <link rel="alternate" type="…">."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.feeds.feed_urls import may_be_feed
from newsbot.discovery.web_urls import absolute_url

# The media types of feeds.
_TYPES = frozenset((
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/xml", "text/xml", "text/rss+xml",
))  # fmt: skip
_JSON = "application/json"
_PREFIX = re.compile(r"^\s*feed:(//)?(?=https?:)", re.IGNORECASE)
# Matches the word "comment" or "comments" in the URL of a feed. Such a feed lists comments of
# readers instead of articles.
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFeed:
    """A feed that an HTML page names in its head."""

    url: str
    title: str
    """The title that the page gives the feed; "" if it gives none."""


def named_feeds(body: bytes, url: str, content_type: str | None) -> tuple[str, ...]:
    """The URLs of the feeds that the HTML page at `url` names, without repetitions."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        page = html.document_fromstring(as_utf_8(body, content_type), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    return tuple(dict.fromkeys(each.url for each in feeds_in_head(page, url)))


def feeds_in_head(page: html.HtmlElement, url: str) -> Iterator[NamedFeed]:
    """The feeds that the elements <link> of the page at `url` name, in their order.

    Feeds of readers' comments, and the page itself, are left out. A <link rel="alternate"> often
    leads to something else than a feed. With the type application/json, it counts as a feed only if
    the word "feed" is in its URL or title. Without a type, it counts only if its URL looks like the
    URL of a feed.
    """
    base = absolute_url(url, next(iter(page.xpath("//base/@href")), "")) or url
    for link in page.iter("link"):
        target = link.get("href", "")
        relations = link.get("rel", "").lower().split()
        media_type = link.get("type", "").partition(";")[0].strip().lower()
        title = link.get("title", "")
        if not target.strip() or _COMMENTS.search(target):
            continue
        found = absolute_url(base, _PREFIX.sub("", target))
        if found is None or found == url:
            continue
        is_feed = media_type in _TYPES or (not media_type and may_be_feed(found))
        is_feed |= media_type == _JSON and "feed" in f"{target} {title}".lower()
        if ("alternate" in relations and is_feed) or "feed" in relations:
            yield NamedFeed(url=found, title=title)
