"""Reads a feed in XML: RSS of any version, RDF, or Atom."""

import re
from io import BytesIO
from typing import Any

import feedparser

from newsbot.charsets.decoding import as_utf_8
from newsbot.discovery.dates.stated import stated_date
from newsbot.discovery.feeds.entry_links import stated_url
from newsbot.discovery.feeds.faulty_items import number_of_items, with_mended_items
from newsbot.discovery.feeds.item_texts import authors_of, stated_authors, summary_of, title_of
from newsbot.discovery.feeds.mending import MendedFeed, mend
from newsbot.discovery.listing import Listing
from newsbot.discovery.polling.freshness import ttl_of
from newsbot.discovery.web_urls import absolute_url
from newsbot.errors import SourceError
from newsbot.items import Link

# Matches the start tag of an element <updated> or <modified>, which states when an item was last
# changed.
_CHANGED = re.compile(rb"<(?:[\w.-]+:)?(?:updated|modified)[\s>]", re.IGNORECASE)


def parse_xml_feed(body: bytes, url: str, content_type: str | None) -> Listing:
    """The article links of the RSS, RDF or Atom feed at `url`.

    Raises:
        SourceError: the bytes are no such feed.
    """
    mended = mend(as_utf_8(body, content_type), url)
    parsed = _parsed(mended.xml, url)
    entries, fault = _entries(parsed, mended, url)
    links: dict[str, Link] = {}
    not_web = 0
    # In Atom, an entry without authors has the authors of the whole feed (RFC 4287, 4.2.1).
    is_atom = parsed.version.startswith("atom")
    of_all = authors_of(stated_authors(parsed.feed, parsed.version)) if is_atom else ()
    for entry in _with_dates(entries, parsed.version, mended.xml):
        stated = stated_url(entry)
        link_url = None if stated is None else absolute_url(url, stated)
        if link_url is not None:
            links.setdefault(link_url, _link(link_url, entry, parsed.version, of_all))
        elif stated is not None or dict.get(entry, "links"):
            not_web += 1
    return Listing(
        links=tuple(links.values()),
        not_web=not_web,
        fault=fault,
        ttl=ttl_of(parsed.feed),
    )


def _entries(parsed: Any, mended: MendedFeed, url: str) -> tuple[list[dict[str, Any]], str | None]:
    """The items of a feed, and a message that says which part of the feed could not be read.

    The message is None if everything could be read. If the XML is not well-formed, feedparser may
    lose items. If it has lost some, the XML of all items is repaired, and parsed again.

    Args:
        parsed: the whole feed, as feedparser returns it.
        mended: the XML of the feed, and whether the end of the feed is missing.
        url: the URL of the feed.
    """
    fault = "the end of the feed is missing" if mended.is_cut_off else None
    if not parsed.bozo or _linked(parsed.entries) >= number_of_items(mended.xml):
        return parsed.entries, fault
    items = with_mended_items(mended.xml)
    entries = _parsed(items.xml, url).entries
    if _linked(entries) < _linked(parsed.entries):
        return parsed.entries, fault
    return entries, f"{items.lost} items are no well-formed XML" if items.lost else fault


def _linked(entries: list[dict[str, Any]]) -> int:
    return sum(1 for each in entries if stated_url(each))


def _with_dates(entries: list[dict[str, Any]], version: str, xml: bytes) -> list[dict[str, Any]]:
    """Uses the dates in <dc:date> as dates of publication, in items of RSS and RDF feeds.

    feedparser returns <dc:date> as the date of a change (`updated`). If the feed has other elements
    with dates of changes, e.g. <updated>, the two cannot be told apart, and nothing is done.
    """
    if version.startswith("rss") and not _CHANGED.search(xml):
        for entry in entries:
            dict.setdefault(entry, "published", dict.get(entry, "updated"))
    return entries


def _parsed(xml: bytes, url: str) -> Any:
    try:
        # The bytes are passed as a stream. If feedparser gets bytes or a string, it first tries to
        # open a file of this name.
        parsed = feedparser.parse(
            BytesIO(xml),
            # The bytes are in UTF-8, but the XML declaration may name another charset. feedparser
            # uses the charset in this header instead.
            response_headers={
                "content-location": url,
                "content-type": "application/xml; charset=utf-8",
            },
            resolve_relative_uris=False,  # URLs in summaries are not used
            sanitize_html=False,
        )
    except Exception as error:
        raise SourceError(f"not a feed: {error}") from error
    if not parsed.get("version"):
        raise SourceError("not a feed: neither RSS, RDF, Atom nor JSON Feed")
    return parsed


def _link(url: str, entry: dict[str, Any], version: str, of_all: tuple[str, ...]) -> Link:
    """The link to the article at `url`, with what an item of a feed says about the article.

    Args:
        url: the URL of the article.
        entry: the item, as feedparser returns it.
        version: the format of the feed, as feedparser names it, e.g. "rss20".
        of_all: the authors to use if the item names none.
    """
    # The parsed dates of feedparser are not used, because it reads "2026/6/29" wrongly as the first
    # of a month. `entry` is a dict of feedparser's own class. If the item has no date of change,
    # its method `get` returns the date of publication in place of it. `dict.get` does not, and so
    # it is used for each field.
    published_at = stated_date(dict.get(entry, "published"))
    updated_at = stated_date(dict.get(entry, "updated"))
    title, summary = dict.get(entry, "title_detail"), _summary(entry)
    return Link(
        url=url,
        title=None if title is None else title_of(title["value"], is_html=_is_html(title)),
        published_at=published_at,
        changed_at=updated_at or published_at,
        authors=authors_of(stated_authors(entry, version)) or of_all,
        summary=(
            None if summary is None else summary_of(summary["value"], is_html=_is_html(summary))
        ),
    )


def _summary(entry: dict[str, Any]) -> dict[str, Any] | None:
    """The summary of an item; None if the item has no summary.

    If an item has the whole text of an article but no summary, feedparser returns the text as the
    summary, too. This does not count as a summary.
    """
    detail: dict[str, Any] | None = dict.get(entry, "summary_detail")
    texts = {each.get("value") for each in dict.get(entry, "content") or ()}
    return None if detail is not None and detail["value"] in texts else detail


def _is_html(detail: dict[str, Any]) -> bool:
    return "html" in str(detail["type"])
