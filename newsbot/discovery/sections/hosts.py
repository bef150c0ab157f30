"""Tells which hosts belong to the site of a section page."""

import re
from urllib.parse import urlsplit

from newsbot.discovery.sections.words import words
from newsbot.urls import host_of, registrable_domain


def site_of(url: str) -> str:
    """The registrable domain of a URL; host and port if the host has no registrable domain."""
    domain = registrable_domain(url)
    has_suffix = re.search(r"\.[a-z]", domain)
    return domain if has_suffix else host_of(url)


def is_service_host(url: str) -> bool:
    """Whether the first label of a URL's host names a service or media, e.g. shop.gazette.example."""
    label, _, rest = (urlsplit(url).hostname or "").partition(".")
    rows = ("service_folders", "list_folders", "media_words", "forecast_folders")
    return "." in rest and any(label in words(row) for row in rows)
