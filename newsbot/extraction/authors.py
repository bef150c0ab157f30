"""Bylines → names."""

import re
from collections.abc import Iterable

from newsbot.extraction.text import distinct, one_line

_PREFIX = re.compile(r"^(?:by|von|par|por|di)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;,|/]\s*|\s+(?:and|und|et|&)\s+")


def split_names(bylines: Iterable[str]) -> tuple[str, ...]:
    """The names in `bylines`, one entry a person, without "By", addresses and repetitions."""
    return distinct(name for byline in bylines for name in _names(one_line(byline) or ""))


def _names(byline: str) -> list[str]:
    if "://" in byline or "@" in byline:
        return []
    return [name for name in _BETWEEN.split(_PREFIX.sub("", byline)) if name]
