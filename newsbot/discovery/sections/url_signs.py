"""Finds the signs of a news story in a URL: a date, an id, a headline, a word such as "article"."""

import re
from functools import lru_cache
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit

import regex

from newsbot.article_numbers import ARTICLE_PARAMETERS
from newsbot.discovery.sections.words import plain, words

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
# Matches an article's id in a URL: "world-europe-68123456", "a-68123456.html". An id must have five
# digits or more, because a number of four digits may be a year.
LONG_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
# Matches a GUID, e.g. in "article_3f2504e0-4f89-11d3-9a0c-0305e82c3301.html".
GUID = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE
)
# Matches a number with words after it at the end of a path, e.g. "345-bridge-closes-again". The
# system Joomla makes such URLs.
_NUMBERED = re.compile(r"/\d{3,}-[^\W\d_]+-[^/]+$")
EXTENSION = re.compile(r"\.[a-z]{3,6}\d?$", re.IGNORECASE)
# A query parameter `p` with at most this many digits is the number of a page (?p=2). With more
# digits, it is the id of an article.
MAX_PAGE_DIGITS = 2
# The number of URLs for which the results of a function are cached. Each function is called several
# times for a link of a page, and a page has at most a few thousand links.
CACHED = 4096


def segments_of(url: str) -> list[str]:
    """The parts of a URL's path between slashes, without percent-encoding and empty parts."""
    return [segment for segment in unquote(urlsplit(url).path).split("/") if segment]


@lru_cache(maxsize=CACHED)
def has_date(url: str) -> bool:
    """Whether the path of a URL has a date of year, month and day in it."""
    return DATE.search(unquote(urlsplit(url).path)) is not None


@lru_cache(maxsize=CACHED)
def has_date_or_id(url: str) -> bool:
    """Whether a URL has a date or the id of an article in it, e.g. "/2026/05/04/" or "?id=77"."""
    parts = urlsplit(url)
    parameters = dict(parse_qsl(parts.query))
    return (
        has_date(url)
        or has_long_id(unquote(parts.path))
        or has_article_parameter(parameters)
        or any(has_long_id(value, is_whole=True) for value in parameters.values())
    )


@lru_cache(maxsize=CACHED)
def is_surely_story(url: str) -> bool:
    """Whether a URL is surely that of a story, by its path.

    This is so if the path has a date, a long id or a GUID in it, or ends like
    "/345-bridge-closes".
    """
    path = unquote(urlsplit(url).path)
    return has_date(url) or has_long_id(path) or _NUMBERED.search(path) is not None


def has_long_id(text: str, *, is_whole: bool = False) -> bool:
    """Whether a text has a number of five digits or more, or a GUID, in it.

    If `is_whole`, the text must have nothing else in it.
    """
    if is_whole:
        return bool(LONG_ID.fullmatch(text) or GUID.fullmatch(text))
    return bool(LONG_ID.search(text) or GUID.search(text))


def has_headline(segments: list[str]) -> bool:
    """Whether a part of a path has four words or more, as "council-votes-to-close-bridge".

    `segments` are the parts of the path between slashes.
    """
    return any(SLUG.search(each) and not GUID.fullmatch(each) for each in segments)


def has_article_parameter(parameters: dict[str, str]) -> bool:
    """Whether a query holds an article's id, e.g. `?p=1234` or `?id=77`."""
    return any(
        name.casefold().replace("_", "").replace("-", "") in ARTICLE_PARAMETERS
        and value.partition(":")[0].isdigit()
        and (name != "p" or len(value) > MAX_PAGE_DIGITS)
        for name, value in parameters.items()
    )


def is_named_story(segments: list[str]) -> bool:
    """Whether a path has a folder for stories, with a name after it, e.g. "/story/abc".

    If the folder is a plural, the name must have a digit in it, e.g. "/articles/c98xye2d0g4o".
    `segments` are the parts of the path between slashes.
    """
    named = words("story_folders")
    return any(
        plain(folder) in named and (not folder.endswith("s") or any(map(str.isdigit, name)))
        for folder, name in pairwise(segments)
    )
