"""Reads a host's robots.txt as RFC 9309 has it: redirects, sizes, and what each status means."""

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
from newsbot.downloading.refusals import HostPaused, RobotsUnreachable
from newsbot.plain_text import words_of
from newsbot.storage.frontier.hosts import RobotsFile
from newsbot.urls import is_web_url

MOST_BYTES = 500 * 1024
"""RFC 9309, 2.5: parsers read at least this much."""
MOST_REDIRECTS = 5
GZIP = b"\x1f\x8b"
# UTF-32 first: its mark for little endian begins as that of UTF-16 does.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Other encodings have the letters, digits and slashes of rules where UTF-8 has them.
_WIDE = re.compile(r"charset\s*=\s*[\"']?(utf-?(?:16|32)(?:[bl]e)?)\b", re.IGNORECASE)
TOO_OFTEN = 429
REDIRECTS = frozenset((301, 302, 303, 307, 308))
ROBOTS = "robots_bytes"
"""The key of a request's meta that says: it fetches a robots.txt, of which so much has come."""

Download = Callable[[Request], Awaitable[Response]]


async def fetch_robots(url: str, download: Download) -> RobotsFile:
    """The robots.txt of the host of `url`, empty where a status of 4xx says that there is none.

    Where the host may not be asked for anything it has no status; its pages are refused as it was.

    Raises:
        RobotsUnreachable: there is none to be had now, so that all is forbidden.
    """
    target = urljoin(url, "/robots.txt")
    for hop in range(MOST_REDIRECTS + 1):
        try:
            response = await download(_request(target))
        except RobotsUnreachable:
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
    """Where a response redirects to, in its own words; None where it does not."""
    location = response.headers.get("Location")
    if response.status not in REDIRECTS or location is None:
        return None
    return location.decode("latin-1")


def redirect_target(response: Response) -> str | None:
    """The web URL that a response redirects to; None where there is none."""
    location = location_of(response)
    if location is None:
        return None
    try:
        target = urljoin(response.url, safe_url_string(location.encode("latin-1")))
    except ValueError:  # "http://[gazette]/"
        return None
    return target if is_web_url(target) else None


def count_bytes(data: bytes, request: Request) -> None:
    """Ends the download of a robots.txt that has come far enough; a handler of bytes_received."""
    if ROBOTS in request.meta:
        request.meta[ROBOTS] += len(data)
        if request.meta[ROBOTS] >= MOST_BYTES:
            raise StopDownload(fail=False)


def uncompressed(response: Response) -> Response:
    """The response as far as it counts, whatever its encoding would swell to.

    Raises:
        RobotsUnreachable: it is in an encoding that was not asked for, or damaged, or no text.
    """
    if not _is_success(response.status):
        return response.replace(headers=_without_encoding(response), body=b"")
    encoding = (response.headers.get("Content-Encoding") or b"identity").strip().lower()
    body, is_whole = response.body, "download_stopped" not in response.flags
    if encoding != b"identity":
        body = _inflated(body, encoding, is_whole=is_whole)
    # Some servers send a file robots.txt.gz as it is.
    if body.startswith(GZIP):
        body = _inflated(body, b"gzip", is_whole=is_whole)
    is_cut = len(body) >= MOST_BYTES
    text = _as_utf8(body, (response.headers.get("Content-Type") or b"").decode("latin-1"))
    body = _whole_lines(text) if is_cut else text
    return response.replace(body=body, headers=_without_encoding(response))


def _request(url: str) -> Request:
    meta: dict[str, Any] = {
        ROBOTS: 0,
        "dont_redirect": True,
        # It is cut, not refused; a part without the rest might lack what forbids.
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


def _whole_lines(body: bytes) -> bytes:
    """What counts of a body; of a rule that is cut the start could forbid, or allow, far more."""
    end = max(body.rfind(ending, 0, MOST_BYTES) for ending in (b"\n", b"\r"))
    return body[: max(end, 0)]


def _as_utf8(body: bytes, content_type: str) -> bytes:
    """RFC 9309, 2.2, wants UTF-8; a file in UTF-16 would seem to have no rule at all."""
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
