"""Exceptions of downloads → reasons, which newsbot.reasons describes."""

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

# In characters.
MAX_DETAIL = 500

# The reason of any other exception is the name of its class: AddressRefused → "address_refused".
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection"),
    (DownloadFailedError, "connection"),
    (ResponseDataLossError, "cut_off"),
    (ConnectError, "connection"),
    (ConnectionDone, "connection"),
    (ConnectionLost, "connection"),
    (DownloadCancelledError, "too_large"),  # Scrapy cancels at DOWNLOAD_MAXSIZE, nowhere else
    (UnsupportedURLSchemeError, "unsupported_scheme"),
    (NotSupported, "unsupported_scheme"),
    (BadGzipFile, "bad_encoding"),
    (EOFError, "bad_encoding"),
    (zlib.error, "bad_encoding"),
)
# Texts of bare IgnoreRequest errors, and their reasons.
IGNORED: tuple[tuple[str, str], ...] = (
    ("max redirections reached", "too_many_redirects"),
    ("exceeded DOWNLOAD_MAXSIZE", "too_large"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The reason why a download gave no page."""

    reason: str
    """Snake case, e.g. "http_404", "timeout"."""
    detail: str | None = None
    """One line for a person."""
    status: int | None = None
    """The HTTP status, where there was one."""

    def __str__(self) -> str:
        return self.reason if self.detail is None else f"{self.reason}: {self.detail}"


def failure_of(error: BaseException | None) -> Failure:
    """The failure that an exception of a download stands for."""
    if isinstance(error, HttpError):
        return failure_of_status(error.response.status)
    # A bare IgnoreRequest is of Scrapy's own middlewares, and only its text says why.
    if type(error) is IgnoreRequest:
        reason = next((reason for text, reason in IGNORED if text in str(error)), "ignored")
    else:
        name = re.sub(r"(?<!^)(?=[A-Z][a-z])", "_", type(error).__name__).lower()
        reason = next((known for kind, known in REASONS if isinstance(error, kind)), name)
    detail = None if error is None else one_line(words_of(error), MAX_DETAIL)
    return Failure(reason=reason, detail=detail)


def failure_of_status(status: int) -> Failure:
    """The failure that an HTTP status other than success stands for."""
    return Failure(reason=f"http_{status}", status=status)
