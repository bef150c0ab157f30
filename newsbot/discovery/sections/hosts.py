"""Tells which hosts belong to the site of a section page."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from newsbot.discovery.sections.words import words
from newsbot.urls import host_of, registrable_domain


def site_of(url: str) -> str:
    """The site of a URL: its registrable domain, e.g. "gazette.example".

    It is the host and port if the host has no registrable domain, e.g. "127.0.0.1:8000".
    """
    parts = urlsplit(url)
    return _site_of_host(f"{parts.scheme}://{parts.netloc}/")


@lru_cache(maxsize=1024)
def _site_of_host(url: str) -> str:
    domain = registrable_domain(url)
    has_suffix = re.search(r"\.[a-z]", domain)
    return domain if has_suffix else host_of(url)


def is_service_host(url: str) -> bool:
    """Whether a URL's host begins with the name of a service: "shop.gazette.example"."""
    label, _, rest = (urlsplit(url).hostname or "").partition(".")
    rows = ("service_folders", "list_folders", "media_words", "forecast_folders")
    return "." in rest and any(label in words(row) for row in rows)
