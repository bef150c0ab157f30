"""Finds links that lead to no story, by comparing all links of a page.

For example, the same link to an author may stand beside many headlines.
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
# If a page has at least this many URLs that differ only in numbers, as "/news.php?id=8123" and
# "/news.php?id=8124", they are believed to be the URLs of the site's stories.
MIN_SAME_FORM = 8
# A script, i.e. a URL with parameters, is believed to show no stories if a page links to at most
# this many URLs of the script. For example, a page links to ten URLs such as "/news.php?id=8123",
# but to only two such as "/vote.php?id=12": the second script shows polls, and no stories.
MAX_ODD_FORM = 2
_DIGITS = re.compile(r"\d+")


def repeated_beside(places: Sequence[Place]) -> set[str]:
    """The URLs of links that are repeated beside several stories, e.g. links to authors.

    The repeated links must look alike: the same tags and classes must be around them.
    """
    cards: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place in places:
        cards[place.url, place.group].add(place.card)
    return {url for (url, _), found in cards.items() if len(found) >= MIN_REPEATS}


def folders_of(urls: Collection[str]) -> set[str]:
    """Those of `urls` that lead to sections, because other URLs in `urls` lie below them.

    For example, "/world/bridge-closes" lies below "/world". At least MIN_REPEATS URLs must lie
    below the URL of a section. One is enough if the URL has only plain words, as "/world" has.
    """
    below = Counter(folder for url in urls for folder in _folders(url))
    return {
        url
        for url in urls
        if not urlsplit(url).query
        and below[_path(url)] >= (1 if points_of_url(url) <= FRONT else MIN_REPEATS)
    }


def odd_scripts_of(urls: Collection[str]) -> set[str]:
    """Finds URLs of scripts that probably show no stories, e.g. of a script for votes.

    `urls` are the URLs to which a page links. For example, twelve of them are like
    "/news.php?id=8123", and one is "/vote.php?id=33". The twelve have one form, because they differ
    only in a number. They probably lead to the stories of the page, because at least MIN_SAME_FORM
    URLs have this form. The form of "/vote.php?id=33" has a number too, but at most MAX_ODD_FORM
    URLs have it. So vote.php probably shows something else than stories, and its URL is the result.
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
