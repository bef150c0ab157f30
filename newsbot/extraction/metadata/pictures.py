"""Chooses the URL of an article's picture among those that a page states."""

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from newsbot.extraction.metadata.canonical import has_value
from newsbot.extraction.metadata.meta_tags import PageHead

_NAMES = (
    "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
    "image", "thumbnailurl", "thumbnail",
)  # fmt: skip
# The names of files that a site shows in place of a picture that is missing.
_STAND_IN = re.compile(
    r"(?<![a-z])(?:place-?holder|no-?(?:image|picture|photo)|blank|spacer|1x1|transparent)(?![a-z])",
    re.IGNORECASE,
)
# Matches names of image files, e.g. "logo.png", that may show the site and not the article. Such a
# picture is the same on all pages of the site.
_OF_SITE = re.compile(r"(?<![a-z])(?:logo|default|fallback)(?![a-z])", re.IGNORECASE)


def stated_pictures(tree: HtmlElement, head: PageHead, linked: Iterable[str]) -> Iterator[str]:
    """The URLs of pictures in the page's meta tags, JSON-LD and <link> elements, as written there.

    The likeliest pictures of the article come first. `linked` are the URLs in JSON-LD.
    """
    for name in _NAMES:
        yield from head.meta.get(name, ())
    yield from linked
    yield from tree.xpath("//link[@rel = 'image_src']/@href")


def choose_picture(page_url: str, urls: Iterable[str]) -> str | None:
    """The URL, among the absolute `urls`, of the picture of the article at `page_url`, or None.

    The result is the first URL of a picture that belongs to the article. If there is none, the
    result is the first URL of a picture that may belong to the whole site, e.g. its logo. Stand-ins
    for a missing picture, e.g. "placeholder.png", are never chosen.
    """
    pictures = [
        url for url in urls if has_value(url, page_url) and not _STAND_IN.search(_file_name(url))
    ]
    own = (url for url in pictures if not _OF_SITE.search(_file_name(url)))
    return next(own, next(iter(pictures), None))


def _file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
