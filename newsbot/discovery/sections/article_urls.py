"""Judges a URL by its form alone: how much it looks like the URL of a news story."""

import re
from functools import lru_cache
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit

import regex

from newsbot.article_numbers import ARTICLE_PARAMETERS
from newsbot.discovery.sections.words import length, names_service, plain, tokens, words

MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|pdf|mp[34]|m4[av]|webm|ogg|wav|zip|gz|xml|rss|json|css|js)$",
    re.IGNORECASE,
)
# Matches a headline in a URL, e.g. "council-votes-to-close-bridge". It must have at least four
# words, because names of sections and people have fewer. The quantifiers "++" are possessive, so
# that a search takes linear time. The library `regex` is used because its \w matches the vowel
# signs at the end of Hindi words, and the \w of `re` does not.
SLUG = regex.compile(r"[^\W\d_](?:[-_]++[^\W_]++){3}")
# Matches a date in a URL: "/2024/05/01/", "/2024/may/08/", "/2024-05-01/", "/2026/5/4/",
# "/20240501-".
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:([-/._]?)(?:0[1-9]|1[0-2]|[a-z]{3})\1(?:0[1-9]|[12]\d|3[01])"
    r"|([-/._])(?:[1-9]|1[0-2])\2(?:[1-9]|[12]\d|3[01]))(?!\d)",
    re.IGNORECASE,
)
# Matches the whole path of a day, month or year of an archive after its folders: "/2026/05/",
# "/archive/2026-05-01".
_ONLY_DATE = re.compile(
    r"/(?:19|20)\d\d(?:[-/._]?(?:\d\d?|[a-z]{3,9})(?:[-/._]?\d\d?)?)?/?$", re.IGNORECASE
)
# Matches an article's id in a URL: "world-europe-68123456", "a-68123456.html". An id must have five
# digits or more, because a number of four digits may be a year.
LONG_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
# Matches a number at the end of a path that is no year, e.g. "news/60", "actu402.html".
_FRONT_PAGE = re.compile(r"(?:^/?|/(?:index|default|home)\.\w+)$", re.IGNORECASE)
_NUMBER_AT_END = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?:\.|$))\d{2,}(?:\.\w+)?$")
_EXTENSION = re.compile(r"\.[a-z]{3,5}$", re.IGNORECASE)
# Matches a short code of small and capital letters and digits, e.g. "Xy12Zk", "c98xye2d0g4o".
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{5,32}")
# Names of query parameters by which systems such as WordPress name lists and pages of service.
_LIST_PARAMETERS = frozenset((
    "author", "cat", "category", "date", "day", "m", "month", "page", "page_id", "paged", "q",
    "query", "s", "search", "tag", "topic", "year",
))  # fmt: skip

SURE, LIKELY, POSSIBLE, NEUTRAL, UNLIKELY, FRONT = 5, 3, 1, 0, -1, -3
"""The points of URLs: a story's by its form alone; less sure; a folder and two words; no sign; one
folder of two words; the front page of a section. At 3 points, a link counts as one to a story."""
SLUG_WORDS = 4
# With so few digits, "p" is the number of a page (?p=2). With more, it is the id of an article.
MAX_PAGE_DIGITS = 2
# A page has at most a few thousand links, and asks several times about each.
_CACHED = 4096
MAX_FRONT_DEPTH = 3


def looks_like_article(url: str) -> bool:
    """Whether the form of a URL alone shows that it is an article's: a headline, a date or an id.

    URLs of media files, lists, archives and services never look like articles.
    """
    return not is_excluded(url) and points_of_url(url) >= SURE


@lru_cache(maxsize=_CACHED)
def is_excluded(url: str) -> bool:
    """Whether a URL cannot be a story's: a file, a front page, a list, an archive or a service."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    parameters = dict(parse_qsl(parts.query))
    names = {name.casefold() for name in parameters}
    if MEDIA.search(path) or (_FRONT_PAGE.search(path) and not parameters):
        return True
    if names & _LIST_PARAMETERS and not _has_article_parameter(parameters):
        return True
    if _ONLY_DATE.search(path) and not names & ARTICLE_PARAMETERS:
        return True
    segments = {plain(segment) for segment in path.split("/")}
    segments |= {segment.casefold() for segment in path.split("/")}
    folders = words("list_folders"), words("service_folders")
    return any(not segments.isdisjoint(listed) for listed in folders)


@lru_cache(maxsize=_CACHED)
def is_service_page(url: str) -> bool:
    """Whether the last segment of a URL's path names a page of service, e.g. "terms-of-use"."""
    path = unquote(urlsplit(url).path).rstrip("/")
    return names_service(_EXTENSION.sub("", path.rpartition("/")[2]))


@lru_cache(maxsize=_CACHED)
def points_of_url(url: str) -> int:
    """How much a URL looks like a story's, from FRONT to SURE."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    parameters = dict(parse_qsl(parts.query))
    segments = [segment for segment in path.split("/") if segment]
    if has_date_or_id(url) or any(SLUG.search(each) for each in segments) or _is_named(segments):
        return SURE
    if not segments:
        return NEUTRAL
    return _points_of_name(segments, parameters)


@lru_cache(maxsize=_CACHED)
def has_date_or_id(url: str) -> bool:
    """Whether a URL has a date or an article's id in it, which pages of service never have."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    parameters = dict(parse_qsl(parts.query))
    return bool(
        DATE.search(path)
        or LONG_ID.search(path)
        or _has_article_parameter(parameters)
        or any(LONG_ID.fullmatch(value) for value in parameters.values())
    )


def _has_article_parameter(parameters: dict[str, str]) -> bool:
    """Whether a query holds an article's id, e.g. `?p=1234` or `?id=77`."""
    return any(
        name.casefold().replace("_", "").replace("-", "") in ARTICLE_PARAMETERS
        and value.isdigit()
        and (name != "p" or len(value) > MAX_PAGE_DIGITS)
        for name, value in parameters.items()
    )


def _is_named(segments: list[str]) -> bool:
    """Whether a path says that one story follows, e.g. /story/abc, /articles/c98xye2d0g4o."""
    named = words("story_folders")
    pairs = pairwise(segments)
    return any(
        plain(folder) in named and (not folder.endswith("s") or any(map(str.isdigit, name)))
        for folder, name in pairs
    )


def _points_of_name(segments: list[str], parameters: dict[str, str]) -> int:
    name = segments[-1]
    if any(value.isdigit() for value in parameters.values()):
        return LIKELY
    if _NUMBER_AT_END.search(name) or _CODE.fullmatch(_EXTENSION.sub("", name)):
        return LIKELY
    parts = max(len(tokens(_EXTENSION.sub("", name))), length(name) if not name.isascii() else 0)
    if parts >= SLUG_WORDS - 1 and len(segments) > 1:
        return LIKELY
    if parts > 1:
        return POSSIBLE if len(segments) > 1 else UNLIKELY
    if parameters:
        return NEUTRAL
    is_front = len(segments) <= MAX_FRONT_DEPTH and all(each.isalpha() for each in segments)
    return FRONT if is_front else NEUTRAL
