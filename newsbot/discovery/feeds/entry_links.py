"""Finds the URL of the article in an item of a feed, which may have several links."""

import re
from collections.abc import Iterator
from typing import Any

# Keys under which feedparser returns the elements feedburner:origLink and pheedo:origLink. These
# elements have the URL of the article. They are used by services that count the readers of a feed.
# In such a feed, the <link> of an item leads to the service, and not to the article.
_ORIGINAL = ("feedburner_origlink", "pheedo_origlink")
# Values of the attribute `rel` of links that lead to the article, the best first. Links with other
# values, such as "self", "enclosure" and "replies", lead to something else and are never used.
_OWN_PAGE = ("alternate", "canonical", "bookmark", "permalink")
_RELATION_PREFIX = "http://www.iana.org/assignments/relation/"


def stated_url(entry: dict[str, Any]) -> str | None:
    """The URL of the article that an item of a feed describes; None if the item has none.

    The URL is not resolved: it may be relative.

    Args:
        entry: the item, as feedparser returns it.
    """
    return next(filter(None, _candidates(entry)), None)


def _candidates(entry: dict[str, Any]) -> Iterator[str]:
    # `entry` is of a class of feedparser that is derived from dict. Its own `get` may return the
    # value of another key if a key is missing. The `get` of dict does not.
    for name in _ORIGINAL:
        yield _text(dict.get(entry, name))
    link, guid = _text(dict.get(entry, "link")), _text(dict.get(entry, "id"))
    if link != guid:
        yield link
    # The links are searched here because feedparser's own choice leaves out links with a media type
    # other than HTML, e.g. "text/plain".
    links = dict.get(entry, "links") or ()
    for relation in _OWN_PAGE:
        for each in links:
            if _relation(each) == relation and _may_be_page(each):
                yield _text(dict.get(each, "href"))
    yield link
    # If feedparser sets no `guidislink`, the item is of RSS 1.0. Then its key `id` has the
    # attribute rdf:about, which is the URL of the article. In RSS 2.0, `id` has the <guid>, which
    # need not be a URL of the article.
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
