"""Finds the parts of a page whose links lead to no stories: menus, footers, lists of topics."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache

from lxml.html import HtmlElement

from newsbot.discovery.sections.page import HEADINGS, Page


class Zone(IntEnum):
    """A part of a page, by what it is for: the content, a menu, or a label beside a headline.

    The value of a member is the number of points that a link gets for standing in this part. If a
    link is in several parts, e.g. in a label within a menu, the lowest value counts.
    """

    CONTENT = 0
    LABEL = -4
    """A part of the page, beside a headline, that names the author, the topic or the section of the
    story. As for each zone, the number is the points that a link gets for standing in it."""
    MENU = -6
    """A menu, the header or footer of the page, a row of page numbers, or a bar of share links. A
    link in such a part gets -6 points, so that it is hardly taken for a link to a story."""


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
# Words that are ignored at the end of a class name, because they do not tell which part of the page
# the element is. So "footer-links" counts as "footer".
_PARTS = frozenset((
    "area", "bar", "block", "box", "buttons", "container", "content", "inner", "item", "items",
    "link", "links", "list", "main", "menu", "name", "primary", "row", "secondary", "section",
    "top", "wrap", "wrapper",
))  # fmt: skip
# If a header or footer is in one of these elements, it belongs to a story or a section of the page,
# and not to the page as a whole.
_CARDS = frozenset(("article", "li", "main", "section"))
_ROLES = frozenset(("banner", "contentinfo", "menu", "menubar", "navigation"))
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
# An element with more than this share of all links of the page is the frame of the whole page. It
# is no menu, even if its class is e.g. "nav-open".
MAX_SHARE = 0.5
# The maximum number of class names whose classification (e.g. as a menu) is cached. Most elements
# of a page have the same few classes.
_CACHED = 4096
# If a page has more <header> elements than this, each is the header of a story. Otherwise one may
# be the header of the page, which holds menus.
MAX_HEADERS = 3
# An element is no menu if at least MIN_STORIES of its links, and at least the share STORIES_SHARE,
# surely lead to stories.
MIN_STORIES = 3
STORIES_SHARE = 0.6
# The maximum number of words in the name of the class of a page's header, e.g. "site-header". A
# longer name that ends with "header", as "story-card-header", is the class of something else.
MAX_HEADER_WORDS = 2


def zones_of(page: Page, links: Mapping[int, bool]) -> list[Zone]:
    """For each element of the page, the zone in which it stands: content, menu or label.

    A label names e.g. the topic of a story, beside its headline. `links` maps the position of each
    link in `page.elements` to whether its URL surely leads to a story. An element with many such
    links is not taken for a menu or label.
    """
    counts, sure = _counts_below(page, links), _counts_below(page, {p for p in links if links[p]})
    has_heading = _with_headings(page)
    most = MAX_SHARE * len(links)
    names = [_zoned_names(f"{e.get('class') or ''} {e.get('id') or ''}") for e in page.elements]
    unzoned = _names_of_stories(names, counts, sure)
    headers = sum(element.tag == "header" for element in page.elements)
    zones, in_card = [Zone.CONTENT] * len(page.elements), [False] * len(page.elements)
    for place, element in enumerate(page.elements):
        parent = page.parents[place]
        if parent < 0 or element.tag == "body":
            continue
        in_card[place] = in_card[parent] or element.tag in _CARDS
        zone = _zone_by_tag(element, is_in_card=in_card[parent] or headers > MAX_HEADERS)
        if zone is Zone.CONTENT and names[place] and counts[place] <= most:
            zone = _zone_by_class(names[place], unzoned, is_in_card=in_card[parent])
            if zone is Zone.LABEL and has_heading[place]:
                zone = Zone.CONTENT
        zones[place] = min(zone, zones[parent])
        if zones[place] < Zone.CONTENT and _are_stories(counts[place], sure[place]):
            zones[place] = Zone.CONTENT
    return zones


def _counts_below(page: Page, links: Collection[int]) -> list[int]:
    counts = [0] * len(page.elements)
    for place in range(len(page.elements) - 1, 0, -1):
        counts[place] += place in links
        counts[page.parents[place]] += counts[place]
    return counts


def _are_stories(links: int, sure: int) -> bool:
    """Whether an element with links is a list of stories, and no menu.

    `links` is the number of links in the element, and `sure` is how many of them surely lead to
    stories.
    """
    return sure >= MIN_STORIES and sure >= STORIES_SHARE * links


def _with_headings(page: Page) -> list[bool]:
    has_heading = [False] * len(page.elements)
    for place in range(len(page.elements) - 1, 0, -1):
        if has_heading[place] or page.elements[place].tag in HEADINGS:
            has_heading[page.parents[place]] = True
    return has_heading


def _names_of_stories(
    names: Sequence[Sequence[str]], counts: Sequence[int], sure: Sequence[int]
) -> set[str]:
    """The names of classes and ids that sound like menus, but that a page uses for its stories.

    For example, each story may be in an element of the class "article_header".

    Args:
        names: for each element, the names of its classes and its id that sound like menus.
        counts: for each element, the number of links in it.
        sure: for each element, the number of links in it that surely lead to stories.
    """
    all_links, all_sure = Counter[str](), Counter[str]()
    for place, zoned in enumerate(names):
        for name in zoned:
            all_links[name] += counts[place]
            all_sure[name] += sure[place]
    return {name for name, links in all_links.items() if _are_stories(links, all_sure[name])}


@lru_cache(maxsize=_CACHED)
def _zoned_names(names: str) -> tuple[str, ...]:
    return tuple(name for name in names.split() if zone_of_name(name) is not Zone.CONTENT)


def _zone_by_tag(element: HtmlElement, *, is_in_card: bool) -> Zone:
    is_page_end = element.tag in {"header", "footer"} and not is_in_card
    if element.tag == "nav" or is_page_end or element.get("role") in _ROLES:
        return Zone.MENU
    rel = (element.get("rel") or "").split()
    return Zone.LABEL if {"author", "tag", "category"} & set(rel) else Zone.CONTENT


def _zone_by_class(names: Sequence[str], unzoned: Collection[str], *, is_in_card: bool) -> Zone:
    zones = [zone_of_name(name, is_in_card=is_in_card) for name in names if name not in unzoned]
    return min(zones, default=Zone.CONTENT)


@lru_cache(maxsize=_CACHED)
def zone_of_name(name: str, *, is_in_card: bool = False) -> Zone:
    """The part of a page that an element is, according to its class or id `name`.

    For example, "main-nav" names a menu, and "cardAuthor" names a label beside a headline. Only the
    last word of the name counts, because the class "tag-floods" may stand for a story about floods.
    But words such as "links" are skipped at the end: "footer__links" names a footer. With
    `is_in_card`, the element is inside a teaser or a section of the page. Then a header or footer
    is that of the teaser, and no menu.
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
