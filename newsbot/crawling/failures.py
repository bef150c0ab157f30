"""Tells why a download failed: finds the name of the reason (see newsbot.reasons)."""

import re
import zlib
from dataclasses import dataclass
from gzip import BadGzipFile

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost

from newsbot.plain_text import one_line, words_of

OK = 200
# The maximum length of `Failure.detail`, in characters. Longer messages of exceptions are cut,
# because some exceptions quote a whole page.
MAX_DETAIL = 500

# Pairs of a class of exceptions and the name of a reason. If a download raises an exception of the
# class, it failed for this reason. For an exception of any other class, the name of the reason is
# made from the name of the class: AddressRefused becomes "address_refused".
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection"),
    (DownloadFailedError, "connection"),
    (ResponseDataLossError, "cut_off"),
    (ConnectError, "connection"),
    (ConnectionDone, "connection"),
    (ConnectionLost, "connection"),
    (DownloadCancelledError, "too_large"),  # raised only for bodies above DOWNLOAD_MAXSIZE
    (UnsupportedURLSchemeError, "unsupported_scheme"),
    (NotSupported, "unsupported_scheme"),
    (BadGzipFile, "bad_encoding"),
    (EOFError, "bad_encoding"),
    (zlib.error, "bad_encoding"),
)
# Pairs of a text and the name of a reason. If Scrapy drops a request with an IgnoreRequest, and the
# message of this exception has the text in it, the download failed for this reason.
IGNORED: tuple[tuple[str, str], ...] = (
    ("max redirections reached", "too_many_redirects"),
    ("exceeded DOWNLOAD_MAXSIZE", "too_large"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The reason why a download gave no page."""

    reason: str
    """Why the download failed: a name in snake case, e.g. "http_404", "timeout"."""
    detail: str | None = None
    """The message of the exception, as a single line; None if there was no exception."""
    status: int | None = None
    """The HTTP status of the response; None if an exception came in place of a response."""

    def __str__(self) -> str:
        return self.reason if self.detail is None else f"{self.reason}: {self.detail}"


def failure_of(error: BaseException | None) -> Failure:
    """The reason for a failed download, from the exception that it raised."""
    if isinstance(error, HttpError):
        return failure_of_status(error.response.status)
    # Scrapy raises IgnoreRequest itself for several reasons, which only the message tells apart.
    # newsbot raises subclasses of it, whose names tell the reason.
    if type(error) is IgnoreRequest:
        reason = next((reason for text, reason in IGNORED if text in str(error)), "ignored")
    else:
        name = re.sub(r"(?<!^)(?=[A-Z][a-z])", "_", type(error).__name__).lower()
        reason = next((known for kind, known in REASONS if isinstance(error, kind)), name)
    detail = None if error is None else one_line(words_of(error), MAX_DETAIL)
    return Failure(reason=reason, detail=detail)


def failure_of_status(status: int) -> Failure:
    """The reason for a download that failed because of its HTTP status, e.g. "http_404"."""
    return Failure(reason=f"http_{status}", status=status)
