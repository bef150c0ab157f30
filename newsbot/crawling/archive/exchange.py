"""Turns a response of Scrapy into an Exchange: the HTTP request and response for the archive."""

from collections.abc import Iterable
from http import HTTPStatus

from scrapy.http import Headers, Response

from newsbot.items import Exchange

# Headers that describe the body as the server sent it, e.g. compressed with gzip. The archive has
# the decompressed body. If it had these headers too, programs that read WARC files would try to
# decompress the body again. So the headers get other names, e.g. X-Archive-Orig-Content-Encoding.
_OF_TRANSFER = frozenset({b"content-length", b"content-encoding", b"transfer-encoding"})
_ORIGINAL = b"X-Archive-Orig-"
# Headers of a request that may hold a password; they are not written to the archive.
_SECRET = frozenset({b"authorization", b"proxy-authorization", b"cookie"})


def exchange_of(response: Response, *, has_body: bool = False) -> Exchange:
    """The HTTP request and the response to it, as they are kept in the archive.

    With `has_body`, the result also has the bytes of the page.
    """
    request = response.request
    method, url = (b"GET", response.url) if request is None else (request.method, request.url)
    asked = method if isinstance(method, bytes) else method.encode("ascii")
    path = url.partition("://")[2].partition("#")[0]
    host, slash, rest = path.partition("/")
    target = (slash + rest or "/").encode("utf-8")
    headers = () if request is None else _lines(request.headers)
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    length = b"Content-Length: %d\r\n" % len(response.body)
    return Exchange(
        request_head=b"%b %b HTTP/1.1\r\nHost: %b\r\n%b\r\n"
        % (asked, target, host.rpartition("@")[2].encode("utf-8"), b"".join(headers)),
        response_head=f"HTTP/1.1 {response.status} {phrase}\r\n".encode("ascii")
        + b"".join(_lines(response.headers))
        + length
        + b"\r\n",
        ip=None if response.ip_address is None else str(response.ip_address),
        body=response.body if has_body else None,
    )


def _lines(headers: Headers) -> Iterable[bytes]:
    for name, values in headers.items():
        if name.lower() in _SECRET:
            continue
        shown = _ORIGINAL + name if name.lower() in _OF_TRANSFER else name
        for value in values:
            yield b"%b: %b\r\n" % (shown, b" ".join(value.split(b"\r\n")).replace(b"\n", b" "))
