"""Fetches the robots.txt of a host; treats redirects, sizes and status codes as RFC 9309 says."""

import codecs
import re
import zlib
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK
from w3lib.url import safe_url_string

from newsbot import clock
from newsbot.downloading.downloader import Dropped
from newsbot.downloading.refusals import HostPaused, LeaseLost, RobotsUnreachable
from newsbot.plain_text import words_of
from newsbot.storage.frontier.hosts import RobotsFile
from newsbot.urls import is_web_url
from newsbot.wholeness import GZIP_MAGIC

MOST_BYTES = 500 * 1024
"""The most bytes of a robots.txt that are read; the rest is cut off. RFC 9309, 2.5, demands that
at least 500 KiB are read."""
MOST_REDIRECTS = 5
# The byte order mark of a text → the encoding of the text. UTF-32 must come before UTF-16, because
# the byte order mark of UTF-32-LE begins with that of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Finds the charset UTF-16 or UTF-32 in a Content-Type header. Other charsets do not matter for a
# robots.txt, because they encode the ASCII characters of its rules as UTF-8 does.
_WIDE = re.compile(r"charset\s*=\s*[\"']?(utf-?(?:16|32)(?:[bl]e)?)\b", re.IGNORECASE)
TOO_OFTEN = 429
REDIRECTS = frozenset((301, 302, 303, 307, 308))
ROBOTS = "robots_bytes"
"""If this key is in Request.meta, the request is for a robots.txt. The value is the number of bytes
received so far."""

Download = Callable[[Request], Awaitable[Response]]


async def fetch_robots(url: str, download: Download) -> RobotsFile:
    """The robots.txt of the host of `url`; empty if a status of 4xx says that there is none.

    The function `download` sends a request and gives the response. If newsbot itself refuses the
    request (the host's IP is private, for example), an empty file with the status None is returned.
    Requests for pages of the host will be refused for the same reason.

    Raises:
        HostPaused: the host is paused.
        LeaseLost: another run has leased the host, or a host that the robots.txt redirects to.
        Dropped: the request was dropped, because the crawl had to end.
        RobotsUnreachable: the file cannot be fetched now, so the whole host is forbidden.
    """
    target = urljoin(url, "/robots.txt")
    for hop in range(MOST_REDIRECTS + 1):
        try:
            response = await download(_request(target))
        # LeaseLost and Dropped do not mean that the file cannot be fetched. So they are raised
        # again unchanged, and not replaced by RobotsUnreachable.
        except LeaseLost as error:
            error.is_elsewhere = hop > 0
            raise
        except (RobotsUnreachable, Dropped):
            raise
        except IgnoreRequest as error:
            if hop > 0:
                raise _unreachable(str(error)) from error
            if isinstance(error, HostPaused):
                raise
            return RobotsFile(status=None, body=b"", read_at=clock.now())
        except Exception as error:
            raise _unreachable(words_of(error)) from error
        redirected = redirect_target(response)
        if redirected is None:
            return _understood(response)
        target = redirected
    raise _unreachable("it redirects more than five times")


def location_of(response: Response) -> str | None:
    """The Location header of a redirect, unchanged; None if the response is no redirect."""
    location = response.headers.get("Location")
    if response.status not in REDIRECTS or location is None:
        return None
    return location.decode("latin-1")


def redirect_target(response: Response) -> str | None:
    """The absolute URL that a response redirects to.

    The result is None if the response is no redirect, or redirects to something that is no web URL.
    """
    location = location_of(response)
    if location is None:
        return None
    try:
        target = urljoin(response.url, safe_url_string(location.encode("latin-1")))
    except ValueError:  # the host is invalid, e.g. in "http://[gazette]/"
        return None
    return target if is_web_url(target) else None


def count_bytes(data: bytes, request: Request) -> None:
    """Handles Scrapy's signal `bytes_received`: ends the download of a robots.txt at MOST_BYTES."""
    if ROBOTS in request.meta:
        request.meta[ROBOTS] += len(data)
        if request.meta[ROBOTS] >= MOST_BYTES:
            raise StopDownload(fail=False)


def uncompressed(response: Response) -> Response:
    """The response to a request for a robots.txt, with its body decompressed and in UTF-8.

    If the body has more than MOST_BYTES, only the whole lines in its first MOST_BYTES are kept.

    Raises:
        RobotsUnreachable: the body is damaged or no text, or its compression is not gzip.
    """
    if not _is_success(response.status):
        return response.replace(headers=_without_encoding(response), body=b"")
    encoding = (response.headers.get("Content-Encoding") or b"identity").strip().lower()
    body, is_whole = response.body, "download_stopped" not in response.flags
    if encoding != b"identity":
        body = _inflated(body, encoding, is_whole=is_whole)
    # Some servers send a gzipped file without a Content-Encoding header.
    if body.startswith(GZIP_MAGIC):
        body = _inflated(body, b"gzip", is_whole=is_whole)
    is_cut = len(body) >= MOST_BYTES
    body = _as_utf8(body, (response.headers.get("Content-Type") or b"").decode("latin-1"))
    if is_cut:
        # The last line is dropped unless it is whole, because a part of a rule may forbid or allow
        # far more than the whole rule.
        end = max(body.rfind(ending, 0, MOST_BYTES) for ending in (b"\n", b"\r"))
        body = body[: max(end, 0)]
    return response.replace(body=body, headers=_without_encoding(response))


def _request(url: str) -> Request:
    meta: dict[str, Any] = {
        ROBOTS: 0,
        "dont_redirect": True,
        # A large file is not refused. `count_bytes` ends its download at MOST_BYTES. But a file
        # whose transfer broke off is refused, because the missing part may forbid something.
        "download_maxsize": 0,
        "download_fail_on_dataloss": True,
    }
    return Request(url, callback=NO_CALLBACK, headers={"Accept-Encoding": "gzip"}, meta=meta)


def _understood(response: Response) -> RobotsFile:
    status = response.status
    if "dataloss" in response.flags:
        raise _unreachable("it came without its end")
    if _is_success(status):
        return RobotsFile(status=status, body=response.body, read_at=clock.now())
    if 400 <= status < 500 and status != TOO_OFTEN:  # noqa: PLR2004 - HTTP's class
        return RobotsFile(status=status, body=b"", read_at=clock.now())
    raise _unreachable(f"http_{status}")


def _is_success(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - HTTP's class


def _without_encoding(response: Response) -> Headers:
    headers: Headers = response.headers.copy()
    headers.pop("Content-Encoding", None)
    return headers


def _as_utf8(body: bytes, content_type: str) -> bytes:
    """A robots.txt in UTF-8, converted if the file is in UTF-16 or UTF-32.

    RFC 9309, 2.2, demands UTF-8. Without this conversion, no rule would be found in a file in
    UTF-16.
    """
    found = _WIDE.search(content_type)
    named = None if found is None else found[1]
    encoding = next((name for mark, name in MARKS if body.startswith(mark)), named)
    if encoding is not None:
        body = body.decode(encoding, errors="replace").encode()
    if b"\0" in body:
        raise _unreachable("it is no text")
    return body


def _inflated(body: bytes, encoding: bytes, *, is_whole: bool) -> bytes:
    if encoding not in {b"gzip", b"x-gzip"}:
        raise _unreachable(f"it came as {encoding.decode('latin-1')}, which was not asked for")
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        plain = inflater.decompress(body, max_length=MOST_BYTES)
    except zlib.error as error:
        raise _unreachable(f"its compression is damaged: {error}") from error
    if is_whole and not inflater.eof and len(plain) < MOST_BYTES:
        raise _unreachable("its compression is cut off")
    return plain


def _unreachable(why: str) -> RobotsUnreachable:
    return RobotsUnreachable(f"robots.txt cannot be read: {' '.join(why.split())}")
