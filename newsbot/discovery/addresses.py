"""URLs as pages, feeds and sitemaps write them → in the form in which they are requested."""

import re
from urllib.parse import urljoin

from newsbot.urls import requested_url

# What the URL Standard removes wherever it stands.
_BREAKS = str.maketrans("", "", "\t\n\r")
_AUTHORITY_AND_PATH = re.compile(r"[^?#]*")


def absolute(base: str, target: str) -> str | None:
    r"""`target` as seen from `base`, in its requested form; None for what is no web URL.

    As browsers read it: "\" is "/" up to the query, and line breaks are not there.
    """
    target = target.strip().translate(_BREAKS)
    target = _AUTHORITY_AND_PATH.sub(lambda found: found[0].replace("\\", "/"), target, count=1)
    try:
        return requested_url(urljoin(base, target))
    except ValueError:  # "http://[Breaking]/story"
        return None
