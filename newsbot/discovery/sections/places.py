"""Finds out what stands around each link of a page: its text, heading, time, image, group, zone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from newsbot.discovery.sections.page import HEADINGS, Page
from newsbot.discovery.sections.words import length
from newsbot.discovery.sections.zones import Zone, zones_of

MAX_CARD_DEPTH = 8
MAX_HEADING_DEPTH = 3
# The smallest element with so many links is taken for the list or menu in which a link stands.
MIN_MENU = 4
GROUP_DEPTH = 8
# Bits for URLs: neighbours on a page never share one, and a set of them stays small on huge pages.
_BITS = 256
MAX_TIME_LENGTH = 40
MAX_TIME_WORDS = 6
MIN_TEASER_WORDS = 5
_DIGITS = re.compile(r"\d+")
# Matches a time or date by its shape: a number, and perhaps few words, e.g. "2 hours ago", "10:35",
# "4 May 2026", "5月4日".
_TIME = re.compile(r"\d")
_TEXTS = etree.XPath(
    ".//text()[not(parent::script or parent::style or parent::noscript)]", smart_strings=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One link of a page and what stands around it."""

    url: str
    text: str
    """The text of the link; for a link without text, the text that names its image or target; for
    "Read more" beside a heading, the heading."""
    words: int
    """The number of words in `text`."""
    has_heading: bool = False
    """Whether the link is a heading, is in one, or stands in a card with one."""
    has_time: bool = False
    has_image: bool = False
    has_teaser: bool = False
    """Whether the card of the link has a time, an image, or a text beside the link."""
    zone: Zone = Zone.CONTENT
    group: str
    """The names of tags and classes from the link up: the same for links that repeat."""
    card: int
    """The number of the largest element around the link that has links to no other story."""
    block: str
    """The list, menu or other part of the page in which the link stands with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlKinds:
    """What the URLs of a page are by their form alone."""

    excluded: frozenset[str]
    """URLs that lead to no story. Links to them may stand in the card of any story."""
    fronts: frozenset[str]
    """URLs of one plain word, as those of sections. Links to them may stand in the card of a story
    without being one of two stories."""
    sure: frozenset[str]
    """URLs with a date, a long id or a headline in them."""


@dataclass(slots=True)
class _Found:
    """What is known of an element's subtree."""

    urls: int = 0
    """A bit for each URL that is neither excluded nor a front."""
    front_urls: int = 0
    """A bit for each URL that is not excluded."""
    all_urls: int = 0
    time: bool = False
    image: bool = False
    heading: str = ""
    words: int = 0


def places_of(page: Page, urls: Mapping[int, str], kinds: UrlKinds) -> list[Place]:
    """The place of each link of a page; `urls` are the position of each link → its URL."""
    found = _subtrees(page, urls, kinds)
    zones = zones_of(page, {place: url in kinds.sure for place, url in urls.items()})
    return [_place(page, place, url, found, zones) for place, url in urls.items()]


def _subtrees(page: Page, urls: Mapping[int, str], kinds: UrlKinds) -> list[_Found]:
    found = [_Found() for _ in page.elements]
    numbers: dict[str, int] = {}
    minor = kinds.excluded | kinds.fronts
    for url in urls.values():
        numbers.setdefault(url, len(numbers))
    for place in range(len(page.elements) - 1, -1, -1):
        element, here = page.elements[place], found[place]
        if place in urls:
            bit = 1 << (numbers[urls[place]] % _BITS)
            here.all_urls |= bit
            here.front_urls |= 0 if urls[place] in kinds.excluded else bit
            here.urls |= 0 if urls[place] in minor else bit
        tag = element.tag
        here.image |= tag in {"img", "picture"}
        here.time |= tag == "time"
        if tag in HEADINGS:
            here.heading = text_of(element)
        _count_text(element, here)
        parent = page.parents[place]
        if parent >= 0:
            _add(found[parent], here)
    return found


def _count_text(element: HtmlElement, here: _Found) -> None:
    if element.tag in {"script", "style", "noscript"}:
        return
    own = [element.text, *(child.tail for child in element)] if len(element) else [element.text]
    for text in own:
        stripped = (text or "").strip()
        if not stripped:
            continue
        count = length(stripped)
        here.words += count
        is_short = len(stripped) <= MAX_TIME_LENGTH and count <= MAX_TIME_WORDS
        here.time |= is_short and _TIME.search(stripped) is not None and element.tag != "a"


def _add(above: _Found, below: _Found) -> None:
    above.urls |= below.urls
    above.front_urls |= below.front_urls
    above.all_urls |= below.all_urls
    above.time |= below.time
    above.image |= below.image
    above.heading = below.heading or above.heading
    above.words += below.words


def _place(
    page: Page, place: int, url: str, found: Sequence[_Found], zones: Sequence[Zone]
) -> Place:
    card, own = _card(page, place, found), found[place]
    text, around = _named(page, place), found[card]
    depth = [parent for _, parent in zip(range(MAX_HEADING_DEPTH), page.above(place), strict=False)]
    is_heading = bool(own.heading) or any(page.elements[each].tag in HEADINGS for each in depth)
    if not is_heading and around.heading and around.urls.bit_count() == 1:
        text, is_heading = max(text, around.heading, key=length), True
    return Place(
        url=url,
        text=text,
        words=length(text),
        has_heading=is_heading,
        has_time=around.time,
        has_image=around.image,
        has_teaser=around.words - length(text) >= MIN_TEASER_WORDS,
        zone=zones[place],
        group=_group(page, place),
        card=card,
        block=str(_block(page, place, found)),
    )


def _card(page: Page, place: int, found: Sequence[_Found]) -> int:
    """The largest element around a link that has links to no other story."""
    card = place
    for _, above in zip(range(MAX_CARD_DEPTH), page.above(place), strict=False):
        if page.elements[above].tag in {"body", "main", "html"}:
            break
        if _others(found[above], found[place]):
            break
        card = above
    return card


def _others(above: _Found, link: _Found) -> int:
    """The URLs of other stories around a link; all other URLs, if the link leads to no story."""
    if link.urls:
        return above.urls & ~link.urls
    if link.front_urls:
        return above.front_urls & ~link.front_urls
    return above.all_urls & ~link.all_urls


def _block(page: Page, place: int, found: Sequence[_Found]) -> int:
    """The position of the smallest element around a link that has at least MIN_MENU links."""
    for above in page.above(place):
        if found[above].all_urls.bit_count() >= MIN_MENU:
            return above
    return 0


def _named(page: Page, place: int) -> str:
    element = page.elements[place]
    text = text_of(element)
    if length(text) > 2:  # noqa: PLR2004
        return text
    images = [image.get("alt") or "" for image in element.iter("img")]
    others = [element.get("aria-label") or "", element.get("title") or "", element.get("alt") or ""]
    return max((text, *others, *images), key=length)


def text_of(element: HtmlElement) -> str:
    """The text in an element, without scripts, with single spaces."""
    return " ".join(" ".join(map(str, cast("list[str]", _TEXTS(element)))).split())


def _group(page: Page, place: int) -> str:
    chain = [place, *(each for _, each in zip(range(GROUP_DEPTH), page.above(place), strict=False))]
    return "<".join(
        f"{page.elements[each].tag}.{_DIGITS.sub('', page.elements[each].get('class') or '')}"
        for each in chain
    )
