"""Limits the size of a response's headers, and tells whether a download failed because of it.

Without this module, Twisted closes the connection when a header line is longer than 16 KiB. The
failure then looks as if the server had closed the connection. Some servers send longer lines, e.g.
an ETag or a Content-Security-Policy of 20 kB. Twisted does not limit the number of header lines.
"""

from typing import NoReturn

from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser
from scrapy.exceptions import DownloadFailedError
from twisted.web.client import ResponseFailed

# The maximum size in bytes of all headers of a response together. Firefox and Chromium have limits
# of about this size.
MOST_BYTES = 256 * 1024
TOO_LARGE = f"the headers of the response have over {MOST_BYTES} bytes"


class HeadersTooLarge(Exception):
    """Raised when the headers of a response have more than MOST_BYTES bytes together."""


class LimitedHeadersParser(_LenientHTTPClientParser):
    """Parses HTTP responses, and raises HeadersTooLarge if the headers exceed MOST_BYTES.

    Twisted then closes the connection, and the request fails.
    """

    MAX_LENGTH = MOST_BYTES
    header_bytes = 0
    """The number of bytes in the header lines that have been read so far."""

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's interface
        """Counts the bytes of a header line, and reads it. Twisted calls this for each line."""
        self.header_bytes += len(line)
        if self.header_bytes > MOST_BYTES:
            self.lineLengthExceeded(line)
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> NoReturn:  # noqa: N802 - Twisted's interface
        """Raises HeadersTooLarge. Twisted calls this if a line is longer than MAX_LENGTH."""
        raise HeadersTooLarge(TOO_LARGE)


def has_large_headers(error: DownloadFailedError) -> bool:
    """Whether a download failed because the headers of the response were too large."""
    cause = error.__cause__
    failures = cause.reasons if isinstance(cause, ResponseFailed) else ()
    return any(failure.check(HeadersTooLarge) is not None for failure in failures)
