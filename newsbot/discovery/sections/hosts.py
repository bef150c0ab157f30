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
    """Whether the first label of a URL's host names a service, as in shop.gazette.example."""
    label, _, rest = (urlsplit(url).hostname or "").partition(".")
    return "." in rest and label in words("service_folders")
