"""Finds the links of a section page that lead to stories, by their place on the page and their URL.

Each link gets points for signs of a story, e.g. for a long text, or for a time or image beside the
link. It loses points for other signs, e.g. for a place in a menu. The numbers of points were chosen
by trying them on the invented front pages in tests/discovery/sections/pages. Eight of these pages
were not used for the choice, but only for checking it afterwards.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from newsbot.discovery.sections.article_urls import FRONT, NEUTRAL, points_of_url
from newsbot.discovery.sections.data_links import Record, records_of
from newsbot.discovery.sections.excluded_urls import is_excluded, is_service_host, is_service_page
from newsbot.discovery.sections.labels import labelled_urls
from newsbot.discovery.sections.page import Page
from newsbot.discovery.sections.places import Place, UrlKinds, places_of
from newsbot.discovery.sections.repeats import folders_of, odd_scripts_of, repeated_beside
from newsbot.discovery.sections.traps import (
    MIN_CALENDAR,
    is_endless_path,
    is_of_calendar,
    without_sessions,
)
from newsbot.discovery.sections.url_shapes import UrlShapes
from newsbot.discovery.sections.url_signs import has_date, has_date_or_id, is_surely_story
from newsbot.discovery.sections.words import length, names_service
from newsbot.discovery.web_urls import absolute_url
from newsbot.urls import domain_or_host, url_key

ENOUGH = 3
"""The minimum number of points with which a link counts as a link to a story. The points for its
URL and the points for its place on the page are added. If a page links to a URL several times, the
place with the most points counts."""
KNOWN_SHAPE, REFUSED_SHAPE = 5, -5
LISTED = 4
HEADING, TIME, IMAGE, TEASER, GROUP, AMONG = 2, 1, 1, 1, 2, 3
MENU_BLOCK, SERVICE, REPEATED, FOLDER, BARE = -4, -6, -5, -5, -4
HEADLINE_WORDS = 4
MENU_WORDS = 2
MIN_GROUP = 3
MAX_GENERAL_WORDS = 3
# The points of a link for the number of words in its text. The first is for no words, the second
# for one word, and so on. The last is for five words or more.
WORDS = (-2, -2, -1, 1, 2, 3)
MAX_STORIES = 1_000
"""The maximum number of links to stories that are taken from a page. If there are more, the first
ones are taken. No real front page has as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """The links to stories on a section page (`urls`).

    `trapped` is the number of links that were left out because there seems to be no end of them,
    e.g. the days of a calendar.
    """

    urls: tuple[str, ...]
    trapped: int


def stories_of(page: Page, shapes: UrlShapes) -> Stories:
    """The links on a page that lead to stories of the same site, in document order.

    `shapes` tells what URLs of stories look like on this site, as earlier fetches have shown.
    """
    links, endless = _own_links(page)
    records = list(_own_records(page))
    every = dict.fromkeys([*links.values(), *(url for url, _ in records)])
    excluded = {url for url in every if _is_out(url, page, shapes)}
    excluded |= {url for url in odd_scripts_of(every) if not shapes.is_of_stories(url)}
    kinds = _kinds_of(every, excluded)
    places = places_of(page, links, kinds)
    excluded |= labelled_urls(page, links, places, kinds)
    best, repeated, folders = (
        _best(places, records, excluded),
        repeated_beside(places),
        folders_of(every),
    )
    for url in every:
        best[url] += REPEATED * (url in repeated) + FOLDER * (url in folders)
    points = {url: best[url] + _points_of_url(url, shapes) for url in every if url not in excluded}
    friends = _among_stories(places, points)
    found = [url for url in points if points[url] + AMONG * (url in friends) >= ENOUGH]
    calendar = sum(is_of_calendar(url) for url in every)
    trapped = endless + (calendar if calendar >= MIN_CALENDAR else 0)
    left_out = max(len(found) - MAX_STORIES, 0)
    return Stories(urls=tuple(found[:MAX_STORIES]), trapped=trapped + left_out)


def _among_stories(places: Sequence[Place], points: Mapping[str, int]) -> set[str]:
    """The URLs of links that stand in a list in which at least half of the links lead to stories.

    Links are in the same list if the same tags and classes are around them.

    Args:
        places: the links of a page, with what stands around each of them.
        points: URL → its points for other signs of a story. With ENOUGH points, the URL is believed
            to lead to a story.
    """
    groups: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if place.url in points:
            groups[place.group].add(place.url)
    return {
        url
        for urls in groups.values()
        if len(urls) >= MIN_GROUP and 2 * sum(points[url] >= ENOUGH for url in urls) >= len(urls)
        for url in urls
    }


def _kinds_of(urls: Collection[str], excluded: Collection[str]) -> UrlKinds:
    others = [url for url in urls if url not in excluded]
    return UrlKinds(
        excluded=frozenset(excluded),
        fronts=frozenset(url for url in others if points_of_url(url) <= FRONT),
        sure=frozenset(url for url in others if is_surely_story(url) and not is_service_page(url)),
    )


def _own_links(page: Page) -> tuple[dict[int, str], int]:
    """The links of a page to its own site: position in `page.elements` → the URL of the link.

    `<link>` elements are left out, since readers do not see them. Links whose paths repeat the same
    folders, as "/a/b/a/b/a/b", are left out too. Returns also the number of links with such paths.
    """
    endless = 0
    links: dict[int, str] = {}
    for place, url in page.links.items():
        if page.elements[place].tag == "link":
            continue
        if is_endless_path(url):
            endless += 1
        else:
            links[place] = url
    return without_sessions(links), endless


def _own_records(page: Page) -> Iterator[tuple[str, Record]]:
    site = domain_or_host(page.url)
    for record in records_of(page):
        url = absolute_url(page.url, record.url)
        if url is not None and domain_or_host(url) == site and not is_endless_path(url):
            yield url, record


def _is_out(url: str, page: Page, shapes: UrlShapes) -> bool:
    if shapes.is_of_stories(url):
        return False
    return (
        url_key(url) == url_key(page.url)
        or is_excluded(url)
        or is_of_calendar(url)
        or is_service_host(url)
    )


def _points_of_url(url: str, shapes: UrlShapes) -> int:
    is_known = shapes.is_of_stories(url)
    points = points_of_url(url) + (SERVICE if is_service_page(url) else 0)
    if is_known is None:
        return points
    return max(points, NEUTRAL) + KNOWN_SHAPE if is_known else points + REFUSED_SHAPE


def _best(
    places: Sequence[Place], records: Sequence[tuple[str, Record]], excluded: Collection[str]
) -> dict[str, int]:
    """The URLs to which a page links → the points that each has for its place on the page.

    If a page has several links to a URL, the place with the most points counts. Links in the JSON
    of the page (`records`) count, too. `excluded` are URLs that lead to no story.
    """
    best: dict[str, int] = {}
    others = [place for place in places if place.url not in excluded]
    blocks = _medians((place.block, place.url, place.words) for place in others)
    groups = _medians((place.group, place.url, place.words) for place in places)
    general = _general_texts(places)
    for place in places:
        points = _points_of_place(place, groups.get(place.group, 0), blocks.get(place.block, 0))
        is_general = place.text in general
        points += _points_of_general(place) if is_general else _points_of_text(place.text)
        best[place.url] = max(points, best.get(place.url, points))
    lengths = _medians((each.group, url, length(each.title)) for url, each in records)
    for url, record in records:
        points = _points_of_record(record, lengths.get(record.group, 0))
        best[url] = max(points, best.get(url, points))
    return best


def _general_texts(places: Sequence[Place]) -> set[str]:
    """The short texts that are the same for links to several URLs, such as "Read more"."""
    urls: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if place.words <= MAX_GENERAL_WORDS:
            urls[place.text].add(place.url)
    return {text for text, found in urls.items() if len(found) >= MIN_GROUP}


def _points_of_general(place: Place) -> int:
    """The points, 0 or negative, of a link for having a text that names no story, e.g. "Read more".

    The points of a link tell how probably it leads to a story. The result is 0 if a heading, an
    image or a summary is beside the link, or if its URL has a date or an id. Otherwise it is
    negative.
    """
    is_bare = not (place.has_heading or place.has_image or place.has_teaser)
    return BARE if is_bare and not has_date_or_id(place.url) else 0


def _points_of_place(place: Place, in_group: float, in_block: float) -> int:
    points = HEADING * place.has_heading + TIME * place.has_time
    points += IMAGE * place.has_image + TEASER * place.has_teaser
    points += GROUP * (in_group >= HEADLINE_WORDS)
    is_bare = not (place.has_heading or place.has_time or place.has_image)
    is_menu = is_bare and 0 < in_block <= MENU_WORDS and not has_date(place.url)
    points += MENU_BLOCK * is_menu
    return points + _points_of_zone(place)


def _points_of_zone(place: Place) -> int:
    """The points that a link loses if it stands in e.g. a menu or the header of the page.

    A link counts as one to a story if it has many points. The result is 0 or less. A link with a
    long text, and with a date or id in its URL, loses only half as many points, because some pages
    have headlines in their header.
    """
    is_headline = place.words >= HEADLINE_WORDS and not names_service(place.text)
    return place.zone // 2 if is_headline and has_date_or_id(place.url) else place.zone


def _points_of_text(text: str) -> int:
    words = length(text)
    is_service = words <= HEADLINE_WORDS and names_service(text)
    return WORDS[min(words, len(WORDS) - 1)] + (SERVICE if is_service else 0)


def _points_of_record(record: Record, in_group: float) -> int:
    points = _points_of_text(record.title) if record.title else 0
    points += LISTED * record.is_listed + TIME * record.has_time + record.zone
    return points + GROUP * (in_group >= HEADLINE_WORDS)


def _medians(links: Iterable[tuple[str, str, int]]) -> dict[str, float]:
    """For each group of links that look alike: the median number of words in the links' texts.

    The result is a dictionary whose keys are the names of the groups. Groups with fewer than
    MIN_GROUP URLs are left out. `links` has a tuple for each link: the name of its group, its URL,
    and the number of words in its text.
    """
    lengths: dict[str, dict[str, int]] = defaultdict(dict)
    for group, url, words in links:
        lengths[group][url] = max(words, lengths[group].get(url, 0))
    return {
        group: median(each.values()) for group, each in lengths.items() if len(each) >= MIN_GROUP
    }
