import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure as TwistedFailure
from twisted.web._newclient import ParseError, ResponseNeverReceived

from newsbot.crawling.failures import failure_of
from newsbot.downloading.handlers.ip_guard import AddressRefused
from newsbot.downloading.refusals import (
    BadRedirect,
    CutOff,
    HostPaused,
    PageTimeout,
    RobotsTxt,
    RobotsUnreachable,
    UrlTooLong,
)


@pytest.mark.parametrize("status", [404, 503, 799])
def test_a_status_is_a_reason(status):
    failure = failure_of(HttpError(Response("https://gazette.example/a", status=status)))
    assert (failure.reason, failure.status) == (f"http_{status}", status)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DownloadTimeoutError("30 s"), "timeout"),
        (CannotResolveHostError("x"), "dns"),
        (DownloadFailedError("x"), "connection"),
        (DownloadCancelledError("x"), "too_large"),
        (RobotsTxt("forbidden"), "robots_txt"),
        (RobotsUnreachable("http_503"), "robots_unreachable"),
        (HostPaused("left alone"), "host_paused"),
        (PageTimeout("30 s"), "page_timeout"),
        (CutOff("closed"), "cut_off"),
        (UrlTooLong("3000 bytes"), "url_too_long"),
        (BadRedirect("ftp://gazette.example/"), "bad_redirect"),
        (IgnoreRequest("max redirections reached"), "too_many_redirects"),
        (IgnoreRequest("something new"), "ignored"),
        (AddressRefused("10.0.0.1"), "address_refused"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "x"), "unicode_decode_error"),
    ],
)
def test_every_exception_has_a_reason(error, reason):
    assert failure_of(error).reason == reason


def test_a_failure_reads_as_one_line():
    assert str(failure_of(DownloadTimeoutError("took\nlong"))) == "timeout: took long"


def test_what_libraries_write_for_programmers_is_said_in_plain_words():
    lost = [TwistedFailure(ConnectionLost()), TwistedFailure(ParseError("wrong parts", b"SSH-2.0"))]
    answer = DownloadFailedError(str(ResponseNeverReceived(lost)))
    answer.__cause__ = ResponseNeverReceived(lost)
    assert failure_of(answer).detail == (
        "Connection to the other side was lost in a non-clean fashion; wrong parts: SSH-2.0"
    )
    assert failure_of(ValueError([("ssl", "", "bad certificate")])).detail == "ssl: bad certificate"
    assert failure_of(DownloadTimeoutError()).detail == "Download Timeout Error"
