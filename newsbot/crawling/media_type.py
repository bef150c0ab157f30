"""Tells HTML pages from other responses."""

import re

HTML = frozenset({"text/html", "application/xhtml+xml"})
# Media types in Content-Type headers that do not tell whether the response is HTML: servers send
# them for files of unknown type. Then the start of the body decides.
UNDECIDED = frozenset({"", "text/plain", "text/xml", "application/xml", "application/octet-stream"})
PAGE_START = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)


def is_html(content_type: str | None, body: bytes) -> bool:
    """Whether a response is HTML, judged by its Content-Type header.

    If the header tells nothing, the first kilobyte of the body is judged.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in UNDECIDED:
        return PAGE_START.search(body[:1024]) is not None
    return media_type in HTML
