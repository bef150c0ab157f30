"""Finds the parts of a page that hold no stories: menus, footers, lists of topics, share links."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

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
# A page with more `header` elements has them in its cards.
MAX_HEADERS = 3
# A part with so many links of which so large a share surely lead to stories is no menu.
MIN_STORIES = 3
STORIES_SHARE = 0.6
# A class that names a header in more words is that of a part, e.g. "story-card-header".
MAX_HEADER_WORDS = 2


def zones_of(page: Page, links: Mapping[int, bool]) -> list[Zone]:
    """The zone of each element of a page.

    `links` are the positions of the links → whether the URL looks surely like a story's.
    """
    below = _links_below(page, links)
    has_heading = _with_headings(page)
    most = MAX_SHARE * len(links)
    unzoned = _names_of_stories(page, below)
    headers = sum(element.tag == "header" for element in page.elements)
    zones, in_card = [Zone.CONTENT] * len(page.elements), [False] * len(page.elements)
    for place, element in enumerate(page.elements):
        parent = page.parents[place]
        if parent < 0 or element.tag == "body":
            continue
        in_card[place] = in_card[parent] or element.tag in _CARDS
        zone = _zone_by_tag(element, is_in_card=in_card[parent] or headers > MAX_HEADERS)
        if zone is Zone.CONTENT and below[place].links <= most:
            zone = _zone_by_class(element, unzoned, is_in_card=in_card[parent])
            if zone is Zone.LABEL and has_heading[place]:
                zone = Zone.CONTENT
        zones[place] = min(zone, zones[parent])
        if zones[place] < Zone.CONTENT and below[place].is_of_stories:
            zones[place] = Zone.CONTENT
    return zones


@dataclass(slots=True)
class _Below:
    """The links in an element or in all elements of a class, and how many surely lead to stories."""

    links: int = 0
    stories: int = 0

    def add(self, other: "_Below") -> None:
        self.links += other.links
        self.stories += other.stories

    @property
    def is_of_stories(self) -> bool:
        """Whether most of several links surely lead to stories, as those of no menu do."""
        return self.stories >= MIN_STORIES and self.stories >= STORIES_SHARE * self.links


def _links_below(page: Page, links: Mapping[int, bool]) -> list[_Below]:
    below = [_Below() for _ in page.elements]
    for place, is_sure in links.items():
        below[place] = _Below(1, int(is_sure))
    for place in range(len(page.elements) - 1, 0, -1):
        below[page.parents[place]].add(below[place])
    return below


def _with_headings(page: Page) -> list[bool]:
    has_heading = [False] * len(page.elements)
    for place in range(len(page.elements) - 1, 0, -1):
        if has_heading[place] or page.elements[place].tag in HEADINGS:
            has_heading[page.parents[place]] = True
    return has_heading


def _names_of_stories(page: Page, below: Sequence[_Below]) -> set[str]:
    """The names of menus and labels that on this page are those of lists and cards of stories.

    For example, each card of a page may have the class "article_header".
    """
    named: dict[str, _Below] = defaultdict(_Below)
    for place, element in enumerate(page.elements):
        if below[place].links:
            for name in _names(element):
                named[name].add(below[place])
    return {name for name, each in named.items() if each.is_of_stories}


def _names(element: HtmlElement) -> list[str]:
    return f"{element.get('class') or ''} {element.get('id') or ''}".split()


def _zone_by_tag(element: HtmlElement, *, is_in_card: bool) -> Zone:
    is_page_end = element.tag in {"header", "footer"} and not is_in_card
    if element.tag == "nav" or is_page_end or element.get("role") in _ROLES:
        return Zone.MENU
    rel = (element.get("rel") or "").split()
    return Zone.LABEL if {"author", "tag", "category"} & set(rel) else Zone.CONTENT


def _zone_by_class(element: HtmlElement, unzoned: Collection[str], *, is_in_card: bool) -> Zone:
    found = Zone.CONTENT
    for name in _names(element):
        if name not in unzoned:
            found = min(found, zone_of_name(name, is_in_card=is_in_card))
    return found


@lru_cache(maxsize=4096)
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
