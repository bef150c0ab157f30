"""Tells links to other pages of the page's own site from all other links."""

from functools import lru_cache
from urllib.parse import urlsplit

from newsbot.urls import split_host


@lru_cache(maxsize=1024)
def domain_of(url: str) -> str:
    """The registrable domain of a URL: "example.co.uk" for "https://news.example.co.uk/a"."""
    return split_host(url)[1]


def leads_inside(href: str, domain: str) -> bool:
    """Whether `href` leads to a page of the site with the domain `domain` (see `domain_of`)."""
    if not href:
        return False
    try:
        parts = urlsplit(href)
    except ValueError:  # no valid URL, e.g. "http://["
        return False
    if parts.scheme not in {"", "http", "https"}:
        return False
    return not parts.netloc or domain_of(f"https://{parts.netloc}") == domain


def leads_elsewhere_inside(href: str, url: str) -> bool:
    """Whether `href`, a link on the page at `url`, leads to another page of the page's site."""
    page = href.split("#", maxsplit=1)[0].strip()
    return page not in {"", url} and leads_inside(page, domain_of(url))
