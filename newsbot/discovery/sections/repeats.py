"""Finds links that lead to no story, by what repeats on a page.

For example, the link to an author stands beside many headlines.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.discovery.sections.article_urls import FRONT, points_of_url
from newsbot.discovery.sections.places import Place
from newsbot.discovery.sections.url_signs import GUID, has_date, has_headline
from newsbot.discovery.sections.words import tokens, words
from newsbot.urls import host_of

MIN_REPEATS = 3
# If at least this many URLs on a page differ only in numbers, as "/news.php?id=8123", they count as
# the URLs of the site's stories.
MIN_SAME_FORM = 8
# A script to which a page has at most this many links, e.g. "/vote.php?id=33", shows no stories if
# the page has MIN_SAME_FORM links to another script.
MAX_ODD_FORM = 2
_DIGITS = re.compile(r"\d+")


def repeated_beside(places: Sequence[Place]) -> set[str]:
    """The URLs to which links in several cards lead, as links to authors and topics do.

    A card is the part of a page that belongs to one story. The links must have the same group.
    """
    cards: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place in places:
        cards[place.url, place.group].add(place.card)
    return {url for (url, _), found in cards.items() if len(found) >= MIN_REPEATS}


def folders_of(urls: Collection[str]) -> set[str]:
    """The URLs that are folders of other URLs, as "/world" is the folder of "/world/bridge-closes".

    Such a URL leads to a section and not to a story. A URL needs MIN_REPEATS other URLs in its
    folder to be included. If it has only plain words in it, as "/world", one is enough.
    """
    below = Counter(folder for url in urls for folder in _folders(url))
    return {
        url
        for url in urls
        if not urlsplit(url).query
        and below[_path(url)] >= (1 if points_of_url(url) <= FRONT else MIN_REPEATS)
    }


def odd_scripts_of(urls: Collection[str]) -> set[str]:
    """The URLs of scripts that probably show no stories, of all URLs to which a page links.

    For example, a page has twelve links such as "/news.php?id=8123", and one link to
    "/vote.php?id=33". Then the script news.php shows stories, and vote.php does not.
    """
    forms: dict[str, set[str]] = defaultdict(set)
    for url in urls:
        if not has_date(url) and not has_headline(urlsplit(url).path.split("/")):
            forms[_form(url)].add(url)
    if max((len(found) for form, found in forms.items() if "#" in form), default=0) < MIN_SAME_FORM:
        return set()
    return {
        url
        for form, found in forms.items()
        if "?" in form and "#" in form and len(found) <= MAX_ODD_FORM
        for url in found
        if words("story_folders").isdisjoint(tokens(form))
    }


def _form(url: str) -> str:
    """A URL with "#" in place of its numbers and GUIDs, e.g. "/news.php?id=#"."""
    parts = urlsplit(url)
    query = sorted(f"{name}={value}" for name, value in parse_qsl(parts.query))
    text = unquote(parts.path) + ("?" + "&".join(query) if query else "")
    return _DIGITS.sub("#", GUID.sub("#", text))


def _path(url: str) -> str:
    return host_of(url) + urlsplit(url).path.rstrip("/")


def _folders(url: str) -> list[str]:
    names = _path(url).split("/")
    return ["/".join(names[:count]) for count in range(2, len(names))]
