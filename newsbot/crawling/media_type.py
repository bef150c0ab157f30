"""Tells HTML pages from other responses, by the Content-Type header and the first bytes."""

import re

HTML = frozenset({
    "text/html", "application/xhtml+xml", "text/htm", "text/xhtml", "text/x-html",
    "application/html", "application/xhtml", "application/vnd.wap.xhtml+xml",
})  # fmt: skip
# Media types that servers state for files whose type they do not know. For such a response, the
# first bytes of the body decide whether it is HTML. Browsers do not look at the bytes for
# text/plain and application/octet-stream, because a text could then run scripts. For newsbot this
# is no danger, because it runs no scripts.
UNDECIDED = frozenset({
    "", "*/*", "text/plain", "text/*", "unknown/unknown", "application/unknown", "content/unknown",
    "application/octet-stream", "binary/octet-stream", "application/x-unknown-content-type",
    "application/force-download", "application/download", "application/x-download",
    "application/x-httpd-php", "application/x-php",
})  # fmt: skip
XML = frozenset({"text/xml", "application/xml"})

_MEDIA_TYPE = re.compile(r"[\w.+*-]+/[\w.+*-]+", re.ASCII)
# Matches what may stand before the first tag of a document: a byte order mark, white space, zero
# bytes, comments, and XML declarations. A comment without an end is skipped up to the end of the
# document.
_PROLOGUE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[\0\t\n\x0c\r ]++|<!--(?:-?>|.*?(?:--!?>|\Z))|<\?[^>]*+(?:>|\Z))*+",
    re.DOTALL,
)
_DOCTYPE = re.compile(rb"<!(?!doctype\s+html\b)[^>]*+>\s*+", re.IGNORECASE)
_DOCUMENT = re.compile(rb"<(?:!doctype\s+html|html)(?=[\s>/]|\Z)", re.IGNORECASE)
# Matches tags with which an HTML page begins. They are the tags in the MIME Sniffing Standard, and
# some more, because a page may lack the tag <html>.
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|script|iframe|h[1-6]|div|font|table|a|style|title|b|body|br|p"
    rb"|article|aside|base|center|footer|form|header|hr|img|link|main|meta|nav|noscript|ol|section"
    rb"|span|strong|ul)(?=[\s>/])",
    re.IGNORECASE,
)
# Matches the start tag of any element. If a document has an XML declaration, and its first element
# is not one of HTML, it is XML of another kind.
_ELEMENT = re.compile(rb"<[a-z_]", re.IGNORECASE)
# Matches the beginning of a JSON object, array or string. Some HTML pages begin in this way, too,
# because a script has printed JSON before the page. But they do not end as JSON does.
_JSON = re.compile(rb'(?:\{\s*+"|\[\s*+["{\[]|"\s*+<)')
_JSON_ENDS = {b"{": b"}", b"[": b"]", b'"': b'"'}
_FEED = re.compile(rb"<(?:[\w-]+:)?(?:rss|feed|rdf|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
# The first bytes of PDF, PostScript, GIF, PNG, JPEG, WebP, gzip, ZIP and RAR files.
_BINARY = (
    b"%PDF-", b"%!PS-Adobe-", b"GIF87a", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF",
    b"\x1f\x8b\x08", b"PK\x03\x04", b"Rar \x1a\x07",
)  # fmt: skip
# The first bytes of a page in UTF-16, with or without a byte order mark.
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# How many bytes at the start of a page in UTF-16 are searched for tags. The MIME Sniffing Standard
# has the same number for all pages.
_START_BYTES = 1445


def is_html(content_type: str | None, body: bytes) -> bool:
    """Whether a response is HTML.

    The rules are those of the MIME Sniffing Standard (https://mimesniff.spec.whatwg.org/, 7.1 and
    7.3), with four differences:

    - Comments before the first tag are skipped, however long they are.
    - More tags count as HTML.
    - The body is looked at even if the media type is text/plain, or one for unknown files.
    - JSON and XML documents are not HTML, even if they are sent as text/html.

    Args:
        content_type: the Content-Type header; None if there is none. If it lists several types, as
            in "text/html, text/html", the last one counts (Fetch Standard, 2.2.2).
        body: the content of the response, not compressed.
    """
    stated = _media_type(content_type)
    if body.startswith(_UTF_16):
        # In UTF-16, there is a zero byte beside each letter of a tag. Without the zero bytes, the
        # tag can be recognised.
        body = body[:_START_BYTES].lstrip(b"\xff\xfe").replace(b"\0", b"")
    if body.startswith(_BINARY):
        return False
    start = _end_of(_PROLOGUE, body, 0)
    has_declaration = b"<?xml" in body[:start][:_START_BYTES].lower()
    start = _end_of(_PROLOGUE, body, _end_of(_DOCTYPE, body, start))
    if stated in HTML:
        return not (_is_json(body, start) or _is_other_xml(body, start, declared=has_declaration))
    if stated in XML or has_declaration:
        return stated in XML | UNDECIDED and _DOCUMENT.match(body, start) is not None
    return stated in UNDECIDED and _TAG.match(body, start) is not None


def _is_json(body: bytes, start: int) -> bool:
    begins = _JSON.match(body, start)
    return begins is not None and body.rstrip().endswith(_JSON_ENDS[begins[0][:1]])


def _is_other_xml(body: bytes, start: int, *, declared: bool) -> bool:
    """Whether a body is XML, but no HTML page: a feed, a sitemap, or something else.

    Args:
        body: the content of the response.
        start: the position of the first tag in the body.
        declared: whether there is an XML declaration before the first tag.
    """
    if _FEED.match(body, start) is not None:
        return True
    return declared and _ELEMENT.match(body, start) is not None and _TAG.match(body, start) is None


def _media_type(content_type: str | None) -> str:
    """The media type that a Content-Type header states, in lower case; "" if it states none."""
    found = [
        stated[0].lower()
        for part in (content_type or "").split(",")
        if (stated := _MEDIA_TYPE.search(part.partition(";")[0])) is not None
    ]
    telling = [each for each in found if each != "*/*"]
    return telling[-1] if telling else ""


def _end_of(pattern: re.Pattern[bytes], body: bytes, start: int) -> int:
    found = pattern.match(body, start)
    return start if found is None else found.end()
