"""Remembers which forms of URLs led to articles on a site, and which led to rejected pages.

The form of a URL is called its shape. "/world/bridge-closes" and "/world/mayor-resigns" have the
same shape.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.discovery.sections.words import tokens

MIN_STORED = 3
"""URLs of a shape count as those of stories only after this many of them led to articles."""
MIN_REJECTED = 4
"""If this many URLs of a shape led to rejected pages, and none to an article, all URLs of the shape
are believed to lead to no stories."""
MIN_SHARE = 0.8
"""URLs of a shape count as those of stories only if at least this share of them led to articles."""
_LONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlShapes:
    """How often the URLs of each shape led to articles (`stored`), and to other pages (`rejected`).

    Only the newest pages of one site are counted. The keys of both mappings are shapes, as
    `shape_of` returns them.
    """

    stored: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Iterable[str], rejected: Iterable[str]) -> "UrlShapes":
        """Counts the shapes of URLs.

        `stored` are the URLs of stored articles, and `rejected` those of rejected pages.
        """
        return cls(
            stored=dict(Counter(map(shape_of, stored))),
            rejected=dict(Counter(map(shape_of, rejected))),
        )

    def is_of_stories(self, url: str) -> bool | None:
        """Whether URLs of the same shape as `url` led to stories.

        The result is None if too few such URLs were fetched, or some led to stories, others not.
        """
        shape = shape_of(url)
        stored, rejected = self.stored.get(shape, 0), self.rejected.get(shape, 0)
        if stored >= MIN_STORED and stored >= MIN_SHARE * (stored + rejected):
            return True
        return False if rejected >= MIN_REJECTED and not stored else None


def shape_of(url: str) -> str:
    """The shape of a URL: the URL with the kind of text in place of the text itself.

    For example, the shape of "/world/2026/05/bridge-closes.html?id=7" is
    "world/year/number/few.html?id=number". The kinds are "year", "number", "long number", "word",
    "few" (two or three words), "headline" (more words) and "code". Only the first folder, such as
    "world", stays as it is.
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
