"""A feed's bytes → the article links it lists."""

import html
from io import BytesIO
from typing import Any

import feedparser
from w3lib.html import remove_tags

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.addresses import absolute
from newsbot.discovery.dates import from_utc_fields
from newsbot.discovery.freshness import ttl_of
from newsbot.discovery.listing import Listing
from newsbot.discovery.titles import tidy_title
from newsbot.errors import SourceError
from newsbot.items import Link


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The links of an RSS, RDF or Atom feed that was fetched from `url`, each once, in its order.

    `content_type` is the header that it came with.

    Raises:
        SourceError: the bytes are no feed.
    """
    links: dict[str, Link] = {}
    not_web = 0
    parsed = _parsed(as_utf_8(body, content_type), url)
    for entry in parsed.entries:
        stated = _address(entry)
        if stated is None:
            continue
        address = absolute(url, stated) if stated else None
        if address is None:
            not_web += 1
        else:
            links.setdefault(address, _link(address, entry))
    return Listing(links=tuple(links.values()), not_web=not_web, ttl=ttl_of(parsed.feed))


def _parsed(utf_8: bytes, url: str) -> Any:
    try:
        # As a stream: a bare string or bytes that spell a file's name would make it open that file.
        parsed = feedparser.parse(
            BytesIO(utf_8),
            # This charset goes before what the XML declaration still says.
            response_headers={
                "content-location": url,
                "content-type": "application/xml; charset=utf-8",
            },
            resolve_relative_uris=False,  # within the summaries, which nobody reads here
            sanitize_html=False,
        )
    except Exception as error:
        raise SourceError(f"not a feed: {error}") from error
    if not parsed.get("version"):
        raise SourceError("not a feed: neither RSS, RDF nor Atom")
    return parsed


def _link(url: str, entry: dict[str, Any]) -> Link:
    # dict.get, because feedparser's own answers "updated" with "published", and warns.
    published_at = from_utc_fields(dict.get(entry, "published_parsed"))
    updated_at = from_utc_fields(dict.get(entry, "updated_parsed"))
    return Link(
        url=url,
        title=_title(dict.get(entry, "title_detail")),
        published_at=published_at,
        changed_at=updated_at or published_at,
    )


def _address(entry: dict[str, Any]) -> str | None:
    """The article's own address where a feed service put its counting one into the link.

    None for an entry without a link; one that cannot be read, "http://[gazette]/", is empty.
    """
    stated = dict.get(entry, "feedburner_origlink") or dict.get(entry, "link")
    return None if stated is None else str(stated).strip()


def _title(detail: dict[str, Any] | None) -> str | None:
    if detail is None:
        return None
    text = str(detail["value"])
    if "html" in detail["type"]:
        text = html.unescape(remove_tags(text))
    return tidy_title(text)
