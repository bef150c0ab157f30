"""Counts which forms of URLs led to articles on a site, and which led to rejected pages.

The form of a URL is called its shape. "/world/bridge-closes" and "/world/mayor-resigns" have the
same shape.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.discovery.sections.words import tokens

MIN_STORED = 3
"""The minimum number of URLs of one shape that must have led to articles. Only then are new URLs of
this shape taken for links to stories. The shape of a URL is its form (see `shape_of`)."""
MIN_REJECTED = 4
"""If at least this many URLs of one shape led to rejected pages, and none led to an article, new
URLs of this shape are not taken for links to stories. In the shape of a URL, the kind of each part
stands in place of the part: "/world/2026/bridge-closes.html" has the shape
"world/year/few.html"."""
MIN_SHARE = 0.8
"""The minimum share of the fetched URLs of one shape that must have led to articles. Only then are
new URLs of this shape taken for links to stories. The shape of a URL is its form (see
`shape_of`)."""
_LONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlShapes:
    """How many URLs of each shape led to articles on a site, and how many led to rejected pages.

    The shape of a URL is its form, as `shape_of` returns it. `stored` has the number of articles
    for each shape, and `rejected` the number of rejected pages. Only the newest pages are counted.
    """

    stored: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Iterable[str], rejected: Iterable[str]) -> "UrlShapes":
        """Counts the URLs of each shape, i.e. of each form (see `shape_of`).

        `stored` are the URLs of stored articles, and `rejected` those of rejected pages.
        """
        return cls(
            stored=dict(Counter(map(shape_of, stored))),
            rejected=dict(Counter(map(shape_of, rejected))),
        )

    def is_of_stories(self, url: str) -> bool | None:
        """Whether a URL probably leads to a story, because URLs of the same shape did.

        The result is None if it is not known: too few URLs of this shape were fetched, or some led
        to stories and others did not.
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
