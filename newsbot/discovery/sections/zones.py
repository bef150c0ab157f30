"""Finds the parts of a page that hold no stories: menus, footers, lists of topics, share links."""

import re
from enum import IntEnum

from lxml.html import HtmlElement

from newsbot.discovery.sections.page import HEADINGS, Page


class Zone(IntEnum):
    """A part of a page, by how many points a link loses there. The worst zone counts."""

    CONTENT = 0
    LABEL = -4
    """The name of an author, topic or section beside a headline."""
    MENU = -6
    """A menu, a header or footer of the page, a pager, a bar of share links."""


_MENUS = frozenset((
    "breadcrumb", "breadcrumbs", "colophon", "consent", "cookie", "cookies", "foot", "footer",
    "gnav", "header", "lang", "language", "languages", "login", "masthead", "menu", "menubar",
    "nav", "navbar", "navi", "navigation", "pager", "pagination", "paging", "share", "sharing",
    "sitemap", "skip", "social", "subnav", "topbar", "toolbar",
))  # fmt: skip
_LABELS = frozenset((
    "author", "authors", "byline", "category", "categories", "kicker", "label", "labels", "rubric",
    "rubrik", "tag", "tags", "topic", "topics",
))  # fmt: skip
# The names that follow a zone's name in a class, as in "footer-links", "menu-item".
_PARTS = frozenset((
    "area", "bar", "block", "box", "buttons", "container", "content", "inner", "item", "items",
    "link", "links", "list", "main", "menu", "name", "primary", "row", "secondary", "section",
    "top", "wrap", "wrapper",
))  # fmt: skip
# A header or footer in one of these elements is a card's, not the page's.
_CARDS = frozenset(("article", "li", "main", "section"))
_ROLES = frozenset(("banner", "contentinfo", "menu", "menubar", "navigation"))
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
# A part that holds more than this share of the links is the page itself, whatever its class says.
MAX_SHARE = 0.5
# A class that names a header in more words is that of a part, e.g. "story-card-header".
MAX_HEADER_WORDS = 2


def zones_of(page: Page, links: set[int]) -> list[Zone]:
    """The zone of each element of a page; `links` are the positions of its links."""
    has_heading, counts = [False] * len(page.elements), [0] * len(page.elements)
    for place in range(len(page.elements) - 1, 0, -1):
        parent = page.parents[place]
        counts[place] += place in links
        counts[parent] += counts[place]
        has_heading[parent] |= has_heading[place] or page.elements[place].tag in HEADINGS
    zones, in_card = [Zone.CONTENT] * len(page.elements), [False] * len(page.elements)
    for place, element in enumerate(page.elements):
        parent = page.parents[place]
        if parent < 0 or element.tag == "body":
            continue
        zone = _zone_by_tag(element, is_in_card=in_card[parent])
        if zone is Zone.CONTENT and counts[place] <= MAX_SHARE * len(links):
            zone = _zone_by_class(element, is_in_card=in_card[parent])
            if zone is Zone.LABEL and has_heading[place]:
                zone = Zone.CONTENT
        in_card[place] = in_card[parent] or element.tag in _CARDS
        zones[place] = min(zone, zones[parent])
    return zones


def _zone_by_tag(element: HtmlElement, *, is_in_card: bool) -> Zone:
    is_page_end = element.tag in {"header", "footer"} and not is_in_card
    if element.tag == "nav" or is_page_end or element.get("role") in _ROLES:
        return Zone.MENU
    rel = (element.get("rel") or "").split()
    return Zone.LABEL if {"author", "tag", "category"} & set(rel) else Zone.CONTENT


def _zone_by_class(element: HtmlElement, *, is_in_card: bool) -> Zone:
    named = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    found = Zone.CONTENT
    for name in named:
        found = min(found, zone_of_name(name, is_in_card=is_in_card))
    return found


def zone_of_name(name: str, *, is_in_card: bool = False) -> Zone:
    """The zone that a class or id names, e.g. "main-nav", "footer__links", "cardAuthor".

    The zone's word has to be the last in the name, or the last but words such as "links": in
    WordPress, "tag-floods" is the class of a story about floods.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    while len(words) > 1 and words[-1] in _PARTS:
        words.pop()
    if not words:
        return Zone.CONTENT
    is_cards = is_in_card and words[-1] in {"header", "footer", "foot"}
    if (
        words[-1] in _MENUS
        and not is_cards
        and not (words[-1] == "header" and len(words) > MAX_HEADER_WORDS)
    ):
        return Zone.MENU
    return Zone.LABEL if words[-1] in _LABELS else Zone.CONTENT
