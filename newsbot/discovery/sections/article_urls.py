"""Judges a URL by its form alone: how much it looks like the URL of a news story."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from newsbot.discovery.sections.url_signs import (
    CACHED,
    EXTENSION,
    has_date_or_id,
    has_headline,
    is_named_story,
    segments_of,
)
from newsbot.discovery.sections.words import length, tokens

# Matches a number at the end of a path, e.g. in "news/60" and "actu402.html", unless it is a year.
_NUMBER_AT_END = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?:\.|$))\d{2,}(?:\.\w+)?$")
# Matches a code of letters and digits that may be the id of a story, e.g. "Xy12Zk", "c98xye2d0g4o".
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{5,32}")
# Matches a code with small letters, capital letters and digits that may be the id of a story, e.g.
# "8BQ2dJ" in "/news/i/8BQ2dJ/bridge-closes".
_MIXED_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9]{6,12}")

SURE, LIKELY, POSSIBLE, NEUTRAL, UNLIKELY, FRONT = 5, 3, 1, 0, -1, -3
"""The points that a URL gets for its form alone; the more points, the more it looks like the URL of
a story.

- SURE: the URL has a date, an id or a headline (four words or more) in it.
- LIKELY: it has a short id, or its path ends with a name of three words in a folder.
- POSSIBLE: its path ends with a name of two words in a folder, e.g. "/world/bridge-closes".
- NEUTRAL: nothing in it speaks for or against a story.
- UNLIKELY: its path is only a name of two or three words, in no folder.
- FRONT: it has only plain words, as the front page of a section, e.g. "/world/europe"."""
SLUG_WORDS = 4
MAX_FRONT_DEPTH = 3


@lru_cache(maxsize=CACHED)
def points_of_url(url: str) -> int:
    """How much a URL looks like the URL of a story: from -3 (FRONT) to 5 (SURE)."""
    segments = segments_of(url)
    if has_date_or_id(url) or has_headline(segments) or is_named_story(segments):
        return SURE
    if not segments:
        return NEUTRAL
    return _points_of_name(segments, dict(parse_qsl(urlsplit(url).query)))


def _points_of_name(segments: list[str], parameters: dict[str, str]) -> int:
    name = segments[-1]
    if any(value.isdigit() for value in parameters.values()) or _has_short_id(segments):
        return LIKELY
    parts = max(len(tokens(EXTENSION.sub("", name))), length(name) if not name.isascii() else 0)
    if parts >= SLUG_WORDS - 1 and len(segments) > 1:
        return LIKELY
    if parts > 1:
        return POSSIBLE if len(segments) > 1 else UNLIKELY
    if parameters:
        return NEUTRAL
    is_front = len(segments) <= MAX_FRONT_DEPTH and all(each.isalpha() for each in segments)
    return FRONT if is_front else NEUTRAL


def _has_short_id(segments: list[str]) -> bool:
    """Whether a path has a short id in it.

    A short id is a number or code at the end of the path, as "60" in "/news/60", or a code of
    digits, small letters and capitals in a folder, as in "/news/i/8BQ2dJ/bridge-closes".
    `segments` are the parts of the path between slashes.
    """
    name = segments[-1]
    is_at_end = _NUMBER_AT_END.search(name) or _CODE.fullmatch(EXTENSION.sub("", name))
    return bool(is_at_end) or any(map(_MIXED_CODE.fullmatch, segments[:-1]))
