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

from newsbot.downloading.refusals import (
    CutOff,
    HostPaused,
    PageTimeout,
    RobotsTxt,
    RobotsUnreachable,
)
from newsbot.middlewares.address_guard import AddressRefused
from newsbot.spiders.failures import failure_of


@pytest.mark.parametrize(
    ("status", "retry"), [(404, False), (403, False), (410, False), (429, True), (503, True)]
)
def test_a_server_error_may_pass_and_a_refusal_does_not(status, retry):
    failure = failure_of(HttpError(Response("https://gazette.example/a", status=status)))
    assert (failure.reason, failure.status, failure.retry) == (f"http_{status}", status, retry)


@pytest.mark.parametrize(
    ("error", "reason", "retry"),
    [
        (DownloadTimeoutError("30 s"), "timeout", True),
        (CannotResolveHostError("x"), "dns", True),
        (DownloadFailedError("x"), "connection", True),
        (DownloadCancelledError("x"), "too_large", False),
        (RobotsTxt("forbidden"), "robots_txt", False),
        (RobotsUnreachable("http_503"), "robots_unreachable", False),
        (HostPaused("left alone"), "host_paused", False),
        (PageTimeout("30 s"), "page_timeout", False),
        (CutOff("closed"), "cut_off", False),
        (IgnoreRequest("max redirections reached"), "too_many_redirects", False),
        (IgnoreRequest("something new"), "ignored", False),
        (AddressRefused("10.0.0.1"), "address_refused", False),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "x"), "unicode_decode_error", False),
    ],
)
def test_every_exception_has_a_reason(error, reason, retry):
    failure = failure_of(error)
    assert (failure.reason, failure.retry) == (reason, retry)


def test_a_failure_reads_as_one_line():
    assert str(failure_of(DownloadTimeoutError("took\nlong"))) == "timeout: took long"
