"""Limits the headers of a response, and tells if a response had larger ones.

By itself, Twisted closes the connection at a header line above 16 KiB, as if the server had done
it. Some servers send longer lines, e.g. an ETag or a Content-Security-Policy of 20 kB. The number
of header lines is not limited by Twisted.
"""

from typing import NoReturn

from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser
from scrapy.exceptions import DownloadFailedError
from twisted.web.client import ResponseFailed

# The maximum size in bytes of the headers of a response together. Firefox and Chromium read about
# as much.
MOST_BYTES = 256 * 1024
TOO_LARGE = f"the headers of the response have over {MOST_BYTES} bytes"


class HeadersTooLarge(Exception):
    """The headers of a response have more than MOST_BYTES bytes together."""


class LimitedHeadersParser(_LenientHTTPClientParser):
    """A parser of responses that raises HeadersTooLarge if the headers are larger than MOST_BYTES.

    Twisted then closes the connection, and the request fails.
    """

    MAX_LENGTH = MOST_BYTES
    header_bytes = 0
    """The number of bytes in the header lines that have been read so far."""

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's interface
        """Reads a header line; Twisted calls this for each of them."""
        self.header_bytes += len(line)
        if self.header_bytes > MOST_BYTES:
            self.lineLengthExceeded(line)
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> NoReturn:  # noqa: N802 - Twisted's interface
        """Refuses the response; Twisted calls this for a single line above MAX_LENGTH."""
        raise HeadersTooLarge(TOO_LARGE)


def has_large_headers(error: DownloadFailedError) -> bool:
    """Whether a download failed because the headers of the response were too large."""
    cause = error.__cause__
    failures = cause.reasons if isinstance(cause, ResponseFailed) else ()
    return any(failure.check(HeadersTooLarge) is not None for failure in failures)
