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

# Matches a number at the end of a path that is no year, e.g. "news/60", "actu402.html".
_NUMBER_AT_END = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?:\.|$))\d{2,}(?:\.\w+)?$")
# Matches a short code of small and capital letters and digits, e.g. "Xy12Zk", "c98xye2d0g4o".
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{5,32}")
# Matches such a code before the name of a story, as in "/news/i/8BQ2dJ/bridge-closes".
_MIXED_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9]{6,12}")

SURE, LIKELY, POSSIBLE, NEUTRAL, UNLIKELY, FRONT = 5, 3, 1, 0, -1, -3
"""The points of URLs: a story's by its form alone; less sure; a folder and two words; no sign; one
folder of two words; the front page of a section. At 3 points, a link counts as one to a story."""
SLUG_WORDS = 4
MAX_FRONT_DEPTH = 3


@lru_cache(maxsize=CACHED)
def points_of_url(url: str) -> int:
    """How much a URL looks like a story's, from FRONT to SURE."""
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
    """Whether a path ends with a number or code, or has a code of mixed letters before the end."""
    name = segments[-1]
    is_at_end = _NUMBER_AT_END.search(name) or _CODE.fullmatch(EXTENSION.sub("", name))
    return bool(is_at_end) or any(map(_MIXED_CODE.fullmatch, segments[:-1]))
