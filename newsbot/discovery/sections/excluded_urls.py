"""Recognises URLs that lead to no news story.

These are URLs of files, lists, archives, videos, and services such as a login.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.article_numbers import ARTICLE_PARAMETERS
from newsbot.discovery.sections.url_signs import (
    CACHED,
    EXTENSION,
    GUID,
    has_article_parameter,
    has_date,
    has_headline,
    is_named_story,
    segments_of,
)
from newsbot.discovery.sections.words import names_service, plain, tokens, words

MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|pdf|mp[34]|m4[av]|webm|ogg|wav|zip|gz|xml|rss|json|css|js)$",
    re.IGNORECASE,
)
# Matches a date at the end of a path, as in the URLs of archive pages: "/2026/05/",
# "/archive/2026-05-01", "/news/date_01052026/".
_ONLY_DATE = re.compile(
    r"/(?:[a-z]+[-_])?(?:(?:19|20)\d\d(?:[-/._]?(?:\d\d?|[a-z]{3,9})(?:[-/._]?\d\d?)?)?"
    r"|(?:0[1-9]|[12]\d|3[01])([-._]?)(?:0[1-9]|1[0-2])\1(?:19|20)\d\d)/?$",
    re.IGNORECASE,
)
_FRONT_PAGE = re.compile(r"(?:^/?|/(?:index|default|home)\.\w+)$", re.IGNORECASE)
# Matches the name of a script that a server runs, e.g. "comments.php", "Gallery.aspx".
_SCRIPT = re.compile(r"^([a-z_-]+)\.(?:php\d?|aspx?|jsp|jspx|cfm|cgi|do|pl)$", re.IGNORECASE)
# Matches the word before a GUID in the last part of a path. The word says what kind of page it is,
# e.g. "event" in "event_3f2504e0-….html".
_KIND = re.compile(rf"^([a-z]+)_(?={GUID.pattern})", re.IGNORECASE)
# Names of query parameters in URLs of lists and searches. WordPress has "?cat=7" and "?s=bridge".
_LIST_PARAMETERS = frozenset((
    "author", "cat", "category", "date", "day", "m", "month", "page", "page_id", "paged", "q",
    "query", "s", "search", "tag", "topic", "year",
))  # fmt: skip
# Names of query parameters that say what a page is, e.g. Joomla's "?view=category&id=12".
_KIND_PARAMETERS = frozenset(("act", "action", "do", "mod", "module", "task", "type", "view"))
# Names of query parameters that have a URL as their value, e.g. "?returnurl=/account". Pages for
# login or payment have such parameters, to lead back to the URL afterwards.
_RETURN_PARAMETERS = frozenset((
    "back", "backurl", "continue", "destination", "goto", "next", "redirect", "redirect_uri",
    "redirect_url", "return", "return_to", "returnurl", "service",
))  # fmt: skip
MIN_COLUMN_DEPTH = 2
# The name for a gallery of photos, e.g. "fotostrecke" or "galeria-de-fotos", has at most this many
# words. A path leads to a gallery if its last segment begins with such a name and has more than
# MAX_NAME_PARTS words in all: "fotostrecke-mill-burns-12".
MAX_NAME_PARTS = 3


@lru_cache(maxsize=CACHED)
def is_excluded(url: str) -> bool:
    """Whether a URL leads to no story, but to a file, a front page, a list or a service."""
    parts = urlsplit(url)
    path, parameters = unquote(parts.path), dict(parse_qsl(parts.query))
    if MEDIA.search(path) or (_FRONT_PAGE.search(path) and not parameters):
        return True
    if _is_list_by_query(parameters):
        return True
    if _ONLY_DATE.search(path) and not {name.casefold() for name in parameters} & (
        ARTICLE_PARAMETERS
    ):
        return True
    return _is_in_excluded_folder(segments_of(url))


def _is_list_by_query(parameters: dict[str, str]) -> bool:
    names = {name.casefold() for name in parameters}
    kinds = {value.casefold() for name, value in parameters.items() if name in _KIND_PARAMETERS}
    if kinds & (words("list_folders") | words("service_folders") | words("media_words")):
        return True
    leads_back = any(
        name.casefold() in _RETURN_PARAMETERS and value.startswith(("/", "http"))
        for name, value in parameters.items()
    )
    is_list = bool(names & _LIST_PARAMETERS) and not has_article_parameter(parameters)
    return leads_back or is_list


def _is_in_excluded_folder(segments: list[str]) -> bool:
    names = [*segments, *_kinds_of(segments[-1])] if segments else []
    named = {plain(name) for name in names} | {name.casefold() for name in names}
    named = {name.replace("_", "-") for name in named}
    if named & words("service_folders"):
        return True
    if named & words("obituary_folders") and not has_date("/" + "/".join(segments)):
        return True
    if named & words("author_folders") and not _is_column(segments):
        return True
    if named & words("list_folders") or any(map(_is_of_media, names)):
        return True
    if _is_gallery(segments[-1:]) or any(map(_names_no_stories, segments[:-1])):
        return True
    return bool(named & words("forecast_folders")) and not _is_surely_named(segments)


def _kinds_of(name: str) -> list[str]:
    """A list with the word for a kind of page in `name`, which is the last part of a path.

    For example, the result is ["comments"] for "comments.php", and ["event"] for
    "event_3f2504e0-….html". If `name` has no word for a kind of page, the list is empty.
    """
    found = _SCRIPT.search(name) or _KIND.search(name)
    return [found[1]] if found else []


def _is_of_media(segment: str) -> bool:
    """Whether a part of a path names only media, e.g. "photo-gallery", "video-123"."""
    found = [each for each in tokens(EXTENSION.sub("", segment)) if not each.isdigit()]
    listed = words("media_words")
    is_first = bool(found) and plain(found[0]) in listed
    return is_first and all(plain(each) in listed | words("connectives") for each in found)


def _names_no_stories(folder: str) -> bool:
    """Whether a folder's name says that no stories are in the folder, e.g. "jobs-and-vacancies".

    The name must have two words or more, apart from words such as "and". All of them must be in
    lists of words for such folders.
    """
    found = [each for each in map(plain, tokens(folder)) if each not in words("connectives")]
    rows = ("section_labels", "labels", "service_folders", "list_folders")
    return len(found) > 1 and all(any(each in words(row) for row in rows) for each in found)


def _is_gallery(last: list[str]) -> bool:
    """Whether the last segment of a path names a photo gallery: "fotostrecke-mill-burns-12".

    `last` is a list of this one segment, or an empty list if the path is empty.
    """
    found = [plain(each) for segment in last for each in tokens(segment)]
    starts = {"-".join(found[:count]) for count in range(1, MAX_NAME_PARTS + 1)}
    return len(found) > MAX_NAME_PARTS and not starts.isdisjoint(words("gallery_names"))


def _is_column(segments: list[str]) -> bool:
    """Whether a path leads to a story, although it has a folder for authors.

    Such a path usually leads to the page of an author, as "/autores/ana-ruiz". It leads to a story
    if a name of several words comes after the author's name, as in
    "/autores/ana-ruiz/el-puente-8812", or if it has a date. `segments` are the parts of the path
    between slashes.
    """
    if has_date("/" + "/".join(segments)):
        return True
    listed = words("author_folders")
    below = [len(segments) - 1 - i for i, each in enumerate(segments) if plain(each) in listed]
    depth = max(below, default=0)
    name = segments[-1]
    return depth >= MIN_COLUMN_DEPTH and len(tokens(name)) > 1 and "page" not in segments


def _is_surely_named(segments: list[str]) -> bool:
    """Whether a URL path leads to a story, although it has a folder for e.g. weather forecasts.

    The path of a story has a date, a headline, or a folder such as "story". `segments` are the
    parts of the path between slashes.
    """
    url = "/" + "/".join(segments)
    if {plain(each) for each in tokens(segments[-1])} & words("forecast_names"):
        return False
    return has_date(url) or has_headline(segments) or is_named_story(segments)


def is_service_host(url: str) -> bool:
    """Whether a URL's host begins with the name of a service: "shop.gazette.example"."""
    label, _, rest = (urlsplit(url).hostname or "").partition(".")
    rows = ("service_folders", "list_folders", "media_words", "forecast_folders")
    return "." in rest and any(label in words(row) for row in rows)


@lru_cache(maxsize=CACHED)
def is_service_page(url: str) -> bool:
    """Whether a URL's path ends with the name of a page such as "terms-of-use" or "contact"."""
    path = unquote(urlsplit(url).path).rstrip("/")
    return not has_date(url) and names_service(EXTENSION.sub("", path.rpartition("/")[2]))
