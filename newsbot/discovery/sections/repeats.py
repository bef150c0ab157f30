"""Finds links that lead to no story because they repeat: authors beside headlines, and folders."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from newsbot.discovery.sections.article_urls import FRONT, points_of_url
from newsbot.discovery.sections.places import Place
from newsbot.urls import host_of

MIN_REPEATS = 3


def repeated_beside(places: Sequence[Place]) -> set[str]:
    """The URLs that stand in several cards in the same way, as those of authors and topics do."""
    cards: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place in places:
        cards[place.url, place.group].add(place.card)
    return {url for (url, _), found in cards.items() if len(found) >= MIN_REPEATS}


def folders_of(urls: Collection[str]) -> set[str]:
    """The URLs whose paths are folders of several of the other URLs, as those of sections are.

    For a URL of plain words only, such as "/world", one URL below it is enough.
    """
    below = Counter(folder for url in urls for folder in _folders(url))
    return {
        url
        for url in urls
        if not urlsplit(url).query
        and below[_path(url)] >= (1 if points_of_url(url) <= FRONT else MIN_REPEATS)
    }


def _path(url: str) -> str:
    return host_of(url) + urlsplit(url).path.rstrip("/")


def _folders(url: str) -> list[str]:
    names = _path(url).split("/")
    return ["/".join(names[:count]) for count in range(2, len(names))]
