"""Reads the links of a page to other forms of itself: for AMP, for phones and for print.

AMP is Google's format for phones.
"""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from newsbot.extraction.page.base_url import base_url
from newsbot.page_forms import is_same_site
from newsbot.urls import is_too_long, is_web_url, without_userinfo

# The maximum number of other forms of a page: one for AMP, one for phones and one for print. If a
# page links more, the further links lead to other articles.
MOST_TWINS = 3
NO_TWINS: tuple[str, ...] = ()
# Words in the media queries with which a page links its forms for phones and for print. An example
# is <link rel="alternate" media="only screen and (max-width: 640px)"
# href="https://m.gazette.example/mill">.
_MEDIA = ("handheld", "max-width", "max-device-width", "print")


def twin_urls(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """The URLs of the page's other forms: for AMP, phones or print.

    At most MOST_TWINS URLs are returned. All of them belong to the same site as `url`, the page's
    URL.
    """
    found = dict.fromkeys(each for each in _named(tree, url) if is_same_site(each, url))
    return tuple(islice(found, MOST_TWINS))


def _named(tree: HtmlElement, url: str) -> Iterator[str]:
    base = base_url(tree, url)
    for link in tree.iter("link"):
        kinds = (link.get("rel") or "").lower().split()
        media = (link.get("media") or "").lower()
        is_form = "alternate" in kinds and any(each in media for each in _MEDIA)
        href = "".join((link.get("href") or "").split())
        if not href or not (is_form or "amphtml" in kinds):
            continue
        try:
            target = urljoin(base, href)
        except ValueError:  # e.g. for "http://["
            continue
        if is_web_url(target) and not is_too_long(target):
            yield without_userinfo(target)
