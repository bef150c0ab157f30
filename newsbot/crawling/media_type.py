"""Tells HTML pages from other responses."""

import re

HTML = frozenset({"text/html", "application/xhtml+xml"})
# Media types that servers send for files of unknown type. If the Content-Type header of a response
# has one of them, the start of the body shows whether the response is HTML.
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
