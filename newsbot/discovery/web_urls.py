"""URLs as pages, feeds and sitemaps write them → in the form in which they are requested."""

import re
from urllib.parse import urljoin

from newsbot.urls import requested_url

# The URL Standard removes these wherever they stand.
_BREAKS = str.maketrans("", "", "\t\n\r")
_HOST_AND_PATH = re.compile(r"[^?#]*")


def absolute_url(base: str, target: str) -> str | None:
    r"""The requested form of `target`, a link on the page at `base`; None for what is no web URL.

    It is read as browsers do: "\" counts as "/" up to the query, and line breaks are ignored.
    """
    target = target.strip().translate(_BREAKS)
    target = _HOST_AND_PATH.sub(lambda found: found[0].replace("\\", "/"), target, count=1)
    try:
        return requested_url(urljoin(base, target))
    except ValueError:  # "http://[Breaking]/story"
        return None
