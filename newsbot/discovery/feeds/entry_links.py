"""Chooses the URL of the article among the links of a feed's item."""

import re
from collections.abc import Iterator
from typing import Any

# In the feeds of services that count readers, <link> has a URL of the service, and one of these
# elements has the article's URL. The names are those that feedparser gives to feedburner:origLink
# and pheedo:origLink.
_ORIGINAL = ("feedburner_origlink", "pheedo_origlink")
# Values of the attribute `rel` for links to the item's own page, the best first. Links to other
# things, such as "self", "enclosure", "replies" and "edit", are never taken.
_OWN_PAGE = ("alternate", "canonical", "bookmark", "permalink")
_RELATION_PREFIX = "http://www.iana.org/assignments/relation/"


def stated_url(entry: dict[str, Any]) -> str | None:
    """The URL of an item's article as the item states it, perhaps relative; None without one.

    Args:
        entry: an item of a feed, as feedparser returns it.
    """
    return next(filter(None, _candidates(entry)), None)


def _candidates(entry: dict[str, Any]) -> Iterator[str]:
    # dict.get is called, because feedparser's own `get` gives the values of other keys in place of
    # missing ones.
    for name in _ORIGINAL:
        yield _text(dict.get(entry, name))
    link, guid = _text(dict.get(entry, "link")), _text(dict.get(entry, "id"))
    if link != guid:
        yield link
    # feedparser passes over alternate links whose type is not HTML, e.g. "text/plain".
    links = dict.get(entry, "links") or ()
    for relation in _OWN_PAGE:
        for each in links:
            if _relation(each) == relation and _may_be_page(each):
                yield _text(dict.get(each, "href"))
    yield link
    # RSS 1.0 states the URL of an item also in the item's attribute rdf:about. feedparser returns
    # this as the id.
    if dict.get(entry, "guidislink") is None and re.match("https?://", guid, re.IGNORECASE):
        yield guid


def _relation(link: dict[str, Any]) -> str:
    stated = _text(dict.get(link, "rel")).lower().removeprefix(_RELATION_PREFIX)
    return stated or _OWN_PAGE[0]


def _may_be_page(link: dict[str, Any]) -> bool:
    stated = _text(dict.get(link, "type")).lower()
    return not stated or stated.startswith("text/") or "html" in stated


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
