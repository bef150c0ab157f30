"""Reads links out of the JSON in an HTML page: JSON-LD, and data of frameworks such as Next.js."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from newsbot.discovery.sections.page import Page
from newsbot.discovery.sections.zones import Zone, zone_of_name

# At most MAX_VALUES values are read of the JSON in one script element of a page. Values that are
# nested more than MAX_DEPTH levels deep are not read.
MAX_VALUES = 200_000
MAX_DEPTH = 60
_URLS = (
    "url",
    "href",
    "link",
    "permalink",
    "canonicalUrl",
    "canonical_url",
    "webUrl",
    "path",
    "@id",
)
_TITLES = ("headline", "title", "name", "heading", "shortHeadline", "promoHeadline")
_DATED = re.compile(r"date|publish|time|updated|created", re.IGNORECASE)
# Values of "@type" in JSON-LD. The links in an object of one of these types lead to no story.
_NO_STORIES = frozenset((
    "BreadcrumbList", "ImageObject", "NewsMediaOrganization", "Organization", "Person",
    "SiteNavigationElement", "VideoObject", "WebSite",
))  # fmt: skip
_ASSIGNED = re.compile(
    r"^\s*(?:window\.|self\.|var\s+|const\s+)?[\w.$\[\]\"']{1,60}\s*=\s*(?=[{\[])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A JSON object in a page that has a URL in it, and so may describe a story."""

    url: str
    title: str
    """The headline or name in the same JSON object as the URL; "" if there is none."""
    has_time: bool
    is_listed: bool
    """Whether the JSON object is an entry of an `itemListElement`, which is a list in JSON-LD."""
    zone: Zone
    group: str
    """The keys on the way from the root of the JSON to the object, e.g. "props/items". All objects
    of one list have the same value."""


def records_of(page: Page) -> Iterator[Record]:
    """The objects with URLs in the JSON of all scripts of a page, in document order.

    The URLs are not resolved: they may be relative.
    """
    for element in page.elements:
        if element.tag == "script" and element.get("src") is None:
            yield from _records(_parsed(element, element.text or ""))


def _parsed(script: HtmlElement, text: str) -> Any:
    if "json" not in (script.get("type") or ""):
        start = _ASSIGNED.match(text)
        if start is None:
            return None
        text = text[start.end() :]
    try:
        value, _ = json.JSONDecoder().raw_decode(text.strip())
    except (ValueError, RecursionError):
        return None
    return value


def _records(root: Any) -> Iterator[Record]:
    waiting: list[tuple[tuple[str, ...], Any]] = [((), root)]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        names, value = waiting.pop()
        if isinstance(value, list):
            waiting.extend((names, each) for each in reversed(value))
            if "itemListElement" in names[-1:]:
                yield from (_entry(each, names) for each in value if isinstance(each, str))
        elif isinstance(value, dict) and len(names) < MAX_DEPTH and not _is_of_no_story(value):
            record = _record(value, names)
            if record is not None:
                yield record
            waiting.extend(((*names, name), each) for name, each in reversed(value.items()))


def _entry(url: str, names: tuple[str, ...]) -> Record:
    return Record(
        url=url,
        title="",
        has_time=False,
        is_listed=True,
        zone=Zone.CONTENT,
        group="/".join(names),
    )


def _record(value: dict[str, Any], names: tuple[str, ...]) -> Record | None:
    url = next((value[name] for name in _URLS if _is_url(value.get(name))), None)
    if url is None:
        return None
    titles = (value.get(name) for name in _TITLES)
    title = next((each for each in titles if isinstance(each, str) and each), "")
    zones = [zone_of_name(name) for name in names]
    return Record(
        url=url,
        title=title,
        has_time=any(_DATED.search(name) and each for name, each in value.items()),
        is_listed="itemListElement" in names[-2:],
        zone=min(zones, default=Zone.CONTENT),
        group="/".join(names),
    )


def _is_url(value: Any) -> bool:
    is_path = isinstance(value, str) and value.startswith("/") and not value.startswith("//")
    return is_path or (isinstance(value, str) and value.startswith(("http://", "https://")))


def _is_of_no_story(value: dict[str, Any]) -> bool:
    types = value.get("@type")
    named = types if isinstance(types, list) else [types]
    return any(isinstance(each, str) and each in _NO_STORIES for each in named)
