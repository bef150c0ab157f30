"""Whether a response is an HTML page."""

import re

HTML = frozenset({"text/html", "application/xhtml+xml"})
# Servers that do not know the type say one of these; then the body tells.
UNDECIDED = frozenset({"", "text/plain", "text/xml", "application/xml", "application/octet-stream"})
PAGE_START = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)


def is_html(content_type: str | None, body: bytes) -> bool:
    """Whether a response is HTML, by its Content-Type or, if that is vague, its first kilobyte."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in UNDECIDED:
        return PAGE_START.search(body[:1024]) is not None
    return media_type in HTML
