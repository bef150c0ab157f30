"""The shapes of a site's URLs, and how often they led to stored articles or rejected pages."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.discovery.sections.words import tokens

MIN_STORED = 3
"""A shape is known as that of stories after this many stored articles."""
MIN_REJECTED = 4
"""A shape is known to lead to no stories after this many rejected pages and no stored article."""
MIN_SHARE = 0.8
"""The share of stored articles among the pages of a shape from which it is that of stories."""
_LONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlShapes:
    """How many newest pages of a site with URLs of each shape were stored, and how many rejected.

    The keys of both mappings are the shapes that `shape_of` gives.
    """

    stored: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Iterable[str], rejected: Iterable[str]) -> "UrlShapes":
        """The shapes of the URLs of stored articles, and of pages that were no articles."""
        return cls(
            stored=dict(Counter(map(shape_of, stored))),
            rejected=dict(Counter(map(shape_of, rejected))),
        )

    def is_of_stories(self, url: str) -> bool | None:
        """Whether URLs of the shape of `url` led to stories; None if too few pages are known."""
        shape = shape_of(url)
        stored, rejected = self.stored.get(shape, 0), self.rejected.get(shape, 0)
        if stored >= MIN_STORED and stored >= MIN_SHARE * (stored + rejected):
            return True
        return False if rejected >= MIN_REJECTED and not stored else None


def shape_of(url: str) -> str:
    """The shape of a URL: its first folder, then what its segments and query values consist of.

    For example, the shape of "/world/2026/05/bridge-closes.html?id=7" is
    "world/year/number/few.html?id=number". A segment is a year, a number, a long number, one word,
    few words (two or three), a headline of more words, or a code.
    """
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    kinds = [_kind(segment) for segment in segments]
    if len(segments) > 1 and kinds[0] == "word":
        kinds[0] = segments[0].casefold()
    query = sorted((name, _kind(value)) for name, value in parse_qsl(parts.query))
    return "/".join(kinds) + "?" + "&".join(f"{name}={kind}" for name, kind in query)


def _kind(segment: str) -> str:
    stem, dot, extension = segment.rpartition(".")
    if dot and 0 < len(extension) < _LONG and extension.isalpha():
        return f"{_kind(stem)}.{extension}"
    if segment.isdigit():
        is_year = len(segment) == 4 and segment[:2] in {"19", "20"}  # noqa: PLR2004 - digits
        return "year" if is_year else "long number" if len(segment) >= _LONG else "number"
    found = tokens(segment)
    ends = " number" if found and found[-1].isdigit() else ""
    if len(found) > 1:
        return ("few" if len(found) <= 3 else "headline") + ends  # noqa: PLR2004 - see shape_of
    return "code" if any(map(str.isdigit, segment)) else "word"
