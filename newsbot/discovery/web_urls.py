"""Turns links in pages, feeds and sitemaps into absolute URLs, as newsbot requests them."""

import re
from urllib.parse import urljoin

from newsbot.urls import requested_url

# A table for `str.translate`. It removes tabs and line breaks from a URL, as the URL Standard
# demands.
_BREAKS = str.maketrans("", "", "\t\n\r")
_HOST_AND_PATH = re.compile(r"[^?#]*")


def absolute_url(base: str, target: str) -> str | None:
    r"""The URL to which the link `target` on the page at `base` leads; None if it is no web URL.

    The URL has the form in which newsbot requests it. The link is read as browsers read it: "\"
    before the query counts as "/", and tabs and line breaks are ignored.
    """
    target = target.strip().translate(_BREAKS)
    target = _HOST_AND_PATH.sub(lambda found: found[0].replace("\\", "/"), target, count=1)
    try:
        return requested_url(urljoin(base, target))
    except ValueError:  # the host is invalid, e.g. in "http://[Breaking]/story"
        return None
