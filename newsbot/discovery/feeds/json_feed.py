"""Reads a feed in JSON, as jsonfeed.org defines it in its versions 1 and 1.1."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from newsbot.charsets.decoding import decode
from newsbot.discovery.dates.stated import stated_date
from newsbot.discovery.feeds.item_texts import authors_of, summary_of, title_of
from newsbot.discovery.listed_urls import mended_url
from newsbot.discovery.listing import Listing
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.items import Link

_VERSION = "jsonfeed.org/version/"
_BLANKS = "\ufeff \t\r\n\0"
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN_ITEMS = re.compile(r"[\s,]*")
# Matches signs of HTML in a title or summary. Some publishers write HTML there, although the format
# allows only plain text.
_HTML = re.compile(r"</\w+>|<br\b|&#?\w+;")


def looks_like_json(body: bytes) -> bool:
    """Whether a document begins as a JSON object or array, after blanks and a byte order mark."""
    start = body[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    return start.startswith((b"{", b"["))


def parse_json_feed(body: bytes, url: str, content_type: str | None) -> Listing:
    """The article links of the JSON Feed at `url`.

    A feed may name another feed with older items, as `next_url`. This other feed is not fetched.

    Raises:
        SourceError: the bytes are no JSON, or no JSON Feed.
    """
    text = decode(body, content_type).text.strip(_BLANKS)
    fault: str | None = None
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        fault = f"broken JSON ({error})"
        feed = _readable_part(text)
    if not _is_feed(feed):
        raise SourceError(f"not a feed: {fault or 'JSON that is no JSON Feed'}")
    links: dict[str, Link] = {}
    not_web = 0
    of_all = feed.get("authors") or feed.get("author")
    for item in (each for each in feed["items"] if isinstance(each, dict)):
        stated = [each for each in map(_text, _urls(item)) if each is not None]
        urls = (absolute_url(url, mended_url(each, url)) for each in stated)
        link_url = next(filter(None, urls), None)
        if link_url is not None:
            links.setdefault(link_url, _link(link_url, item, of_all))
        elif stated:
            not_web += 1
    return Listing(links=tuple(links.values()), not_web=not_web, fault=fault)


def _is_feed(feed: object) -> bool:
    """Whether `feed`, a parsed JSON document, is a JSON Feed. The version may be missing in it."""
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return False
    return _VERSION in str(feed.get("version")) or any(
        isinstance(item, dict) and "id" in item and any(filter(None, map(_text, _urls(item))))
        for item in feed["items"]
    )


def _readable_part(text: str) -> dict[str, Any]:
    """What can be read of a JSON feed that is broken or cut off: the items before the fault."""
    start = _ITEMS.search(text)
    items: list[Any] = []
    if start is not None:
        place, read = start.end(), json.JSONDecoder(strict=False).raw_decode
        with suppress(ValueError, RecursionError):
            while text.startswith("{", place := _after_blanks(text, place)):
                item, place = read(text, place)
                items.append(item)
    return {"version": text if _VERSION in text else None, "items": items}


def _after_blanks(text: str, place: int) -> int:
    found = _BETWEEN_ITEMS.match(text, place)
    return place if found is None else found.end()


def _urls(item: Mapping[str, Any]) -> Iterator[object]:
    """The values in an item of a feed that may be the URL of the article, the best first.

    1. The value of `url` is the page of the item on the site of the feed.
    2. The value of `id` should be the same URL, but may be any text.
    3. The value of `external_url` is the page that the item is about, mostly on another site.
    """
    yield item.get("url")
    identity = item.get("id")
    if isinstance(identity, str) and identity.strip().lower().startswith(("http://", "https://")):
        yield identity
    yield item.get("external_url")


def _link(url: str, item: Mapping[str, Any], of_all: object) -> Link:
    """The link to the article at `url`, with the metadata that the feed's `item` states.

    `of_all` are the authors of the whole feed. They are used if the item names no authors.
    """
    published_at = stated_date(_text(item.get("date_published")))
    title, summary = _text(item.get("title")), _text(item.get("summary"))
    return Link(
        url=url,
        title=title_of(title, is_html=_is_html(title)),
        published_at=published_at,
        changed_at=stated_date(_text(item.get("date_modified"))) or published_at,
        authors=authors_of(_names(item.get("authors") or item.get("author") or of_all)),
        summary=summary_of(summary, is_html=_is_html(summary)),
    )


def _names(authors: object) -> Iterator[str | None]:
    """The names of the authors in a feed or item.

    `authors` is the value of the key `authors` (JSON Feed 1.1) or `author` (JSON Feed 1).
    """
    for each in authors if isinstance(authors, list) else (authors,):
        yield _text(each.get("name") if isinstance(each, dict) else each)


def _is_html(text: str | None) -> bool:
    return text is not None and _HTML.search(text) is not None


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None
