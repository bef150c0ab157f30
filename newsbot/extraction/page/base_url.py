"""Finds the URL against which the relative URLs of a page are resolved."""

from urllib.parse import urljoin

from lxml.html import HtmlElement

from newsbot.page_forms import is_same_site
from newsbot.urls import is_web_url


def base_url(tree: HtmlElement, url: str) -> str:
    """The URL in the first usable <base> element of a page; if there is none, the page's `url`.

    A <base> element with a URL on another site is not usable: it was left over from a test system
    or a mirror.
    """
    for element in tree.iter("base"):
        if element.get("href") is None:  # e.g. <base target="_top">
            continue
        try:
            base = urljoin(url, "".join(element.get("href", "").split()))
        except ValueError:  # no valid URL, e.g. "http://["
            continue
        if is_web_url(base) and is_same_site(base, url):
            return base
    return url
