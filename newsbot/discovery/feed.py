"""Parses a feed (RSS, RDF or Atom), and returns the article links in it."""

import html
from io import BytesIO
from typing import Any

import feedparser
from w3lib.html import remove_tags

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.dates import from_utc_fields
from newsbot.discovery.freshness import ttl_of
from newsbot.discovery.listing import Listing
from newsbot.discovery.titles import tidy_title
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.items import Link


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The article links of the RSS, RDF or Atom feed at `url`.

    `content_type` is the Content-Type header of the response.

    Raises:
        SourceError: the bytes are no feed.
    """
    links: dict[str, Link] = {}
    not_web = 0
    parsed = _parsed(as_utf_8(body, content_type), url)
    for entry in parsed.entries:
        # In the feeds of FeedBurner, <link> has a FeedBurner URL that counts readers, and
        # <feedburner:origLink> has the article's URL.
        stated = dict.get(entry, "feedburner_origlink") or dict.get(entry, "link")
        if stated is None:
            continue
        # feedparser returns "" for a link that it cannot parse, e.g. "http://[gazette]/".
        link_url = absolute_url(url, str(stated)) if str(stated).strip() else None
        if link_url is None:
            not_web += 1
        else:
            links.setdefault(link_url, _link(link_url, entry))
    return Listing(links=tuple(links.values()), not_web=not_web, ttl=ttl_of(parsed.feed))


def _parsed(utf_8: bytes, url: str) -> Any:
    try:
        # The bytes are passed as a stream, because feedparser opens a file if it gets bytes or a
        # string that happen to be the name of a file.
        parsed = feedparser.parse(
            BytesIO(utf_8),
            # The feed has been converted to UTF-8, but its XML declaration may still name another
            # charset. feedparser uses the charset in this header instead.
            response_headers={
                "content-location": url,
                "content-type": "application/xml; charset=utf-8",
            },
            resolve_relative_uris=False,  # those in summaries, which are not used here
            sanitize_html=False,
        )
    except Exception as error:
        raise SourceError(f"not a feed: {error}") from error
    if not parsed.get("version"):
        raise SourceError("not a feed: neither RSS, RDF nor Atom")
    return parsed


def _link(url: str, entry: dict[str, Any]) -> Link:
    # dict.get is called, because feedparser's own `get` warns if an entry has no "updated", and
    # returns the date of publication instead.
    published_at = from_utc_fields(dict.get(entry, "published_parsed"))
    updated_at = from_utc_fields(dict.get(entry, "updated_parsed"))
    return Link(
        url=url,
        title=_title(dict.get(entry, "title_detail")),
        published_at=published_at,
        changed_at=updated_at or published_at,
    )


def _title(detail: dict[str, Any] | None) -> str | None:
    if detail is None:
        return None
    text = str(detail["value"])
    if "html" in detail["type"]:
        text = html.unescape(remove_tags(text))
    return tidy_title(text)
