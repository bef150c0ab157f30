"""Finds out what stands around each link of an HTML page, e.g. a heading, a time or an image."""

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
# The menu or list in which a link stands is found by the number of its links: it is the smallest
# element around the link that has links to at least this many URLs.
MIN_MENU = 4
GROUP_DEPTH = 8
# A set of URLs of a page is kept as an integer with this many bits, to save memory. The URLs are
# numbered in page order, and each has one bit. The 257th URL has the same bit as the first one.
# This does no harm: the sets tell whether an element has other URLs than those of one link. An
# element with both the first and the 257th URL also has the URLs between them.
_BITS = 256
MAX_TIME_LENGTH = 40
MAX_TIME_WORDS = 6
MIN_TEASER_WORDS = 5
_DIGITS = re.compile(r"\d+")
# A short text counts as a time or date if this matches, i.e. if there is a digit in the text:
# "2 hours ago", "10:35", "4 May 2026", "5月4日".
_TIME = re.compile(r"\d")
_TEXTS = etree.XPath(
    ".//text()[not(parent::script or parent::style or parent::noscript)]", smart_strings=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One link of a page and what stands around it."""

    url: str
    text: str
    """The text that says what the link leads to. Usually this is the text of the link. If it has at
    most two words, the longest of these is used: the text itself, an `alt`, `title` or
    `aria-label`, or the heading beside the link."""
    words: int
    """The number of words in `text`, which says what the link leads to."""
    has_heading: bool = False
    """Whether the link is in a heading, has a heading in it, or has a heading beside it."""
    has_time: bool = False
    has_image: bool = False
    has_teaser: bool = False
    """Whether there is a text of several words beside the link that may be the summary of a
    story."""
    zone: Zone = Zone.CONTENT
    group: str
    """The tags and classes of the link and of the elements around it, as one text. Links that look
    alike on the page have the same text, e.g. all headlines of a list."""
    card: int
    """The largest element around the link that has no links to other stories. So this whole element
    belongs to one story. The value is the position of the element in `Page.elements`."""
    block: str
    """The list or menu in which the link stands, i.e. the smallest element around the link that has
    at least MIN_MENU links. The value is the position of this element in `Page.elements`, written
    as a string, e.g. "17"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlKinds:
    """The URLs to which a page links, sorted by where they lead: to stories, sections, or neither.

    Only the form of the URLs is looked at, e.g. whether they have a date. A URL whose form does not
    tell where it leads is in none of the three sets.
    """

    excluded: frozenset[str]
    """URLs that lead to no story, e.g. those of files."""
    fronts: frozenset[str]
    """URLs of plain words, e.g. "/world", that probably lead to the front page of a section. Many
    headlines have such a link to their section beside them. So these links do not count when the
    stories in an element are counted: an element with one story and a link to its section has only
    one story."""
    sure: frozenset[str]
    """URLs that surely lead to stories, because they have a date or a long id in them."""


@dataclass(slots=True)
class _Found:
    """A summary of one element of a page: its links, heading, images and number of words."""

    urls: int = 0
    """The set of the URLs in the element that may lead to stories. URLs of sections, e.g. "/world",
    are not in it. The set is an integer, in which each bit stands for one URL of the page."""
    front_urls: int = 0
    """The set of the URLs in the element that may lead to stories or to sections, e.g. "/world". It
    is an integer, in which each bit stands for one URL of the page."""
    all_urls: int = 0
    time: bool = False
    image: bool = False
    heading: str = ""
    words: int = 0


def places_of(page: Page, urls: Mapping[int, str], kinds: UrlKinds) -> list[Place]:
    """Finds out what stands around each link of a page.

    Args:
        page: the elements of the page.
        urls: the position of each link in `page.elements` → the URL to which it links.
        kinds: which of the URLs surely lead to stories, to sections, or to something else.
    """
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
    """The position of the teaser card around a link: the largest element without other stories.

    `place` is the position of the link. `found` has an entry for each element of the page.
    """
    card = place
    for _, above in zip(range(MAX_CARD_DEPTH), page.above(place), strict=False):
        if page.elements[above].tag in {"body", "main", "html"}:
            break
        if _others(found[above], found[place]):
            break
        card = above
    return card


def _others(above: _Found, link: _Found) -> int:
    """The URLs in an element around a link, other than the link's own; 0 if there are none.

    The result is a set of URLs in the form of an integer: each bit stands for a URL of the page.
    Not all URLs in the element count:

    - If the link may lead to a story, only URLs of possible stories count.
    - If the link leads to a section, only URLs of possible stories and sections count.
    - If the link is any other, all URLs count.

    Args:
        above: the summary of the element around the link.
        link: the summary of the link, which is an element too.
    """
    if link.urls:
        return above.urls & ~link.urls
    if link.front_urls:
        return above.front_urls & ~link.front_urls
    return above.all_urls & ~link.all_urls


def _block(page: Page, place: int, found: Sequence[_Found]) -> int:
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
