"""Exceptions for requests that are not sent, or whose response is not used.

The errback of the request receives the exception, and Scrapy does not retry the request. The name
of each class, in snake case, is the name of a reason in newsbot.reasons.
"""

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from newsbot.items import Rejection


class HostPaused(IgnoreRequest):
    """The request is not sent, because newsbot sends the host no requests for a while."""


class LeaseLost(IgnoreRequest):
    """The request is not sent, because this run has lost the lease of the host.

    A lease lets only one run at a time send requests to a host. Another run may have it now.
    """

    is_elsewhere = False
    """True if the lost lease is not that of the requested host, but that of another host, to which
    the robots.txt of the requested host redirects."""


class RobotsTxt(IgnoreRequest):
    """The request is not sent, because the host's robots.txt forbids the URL."""


class RobotsUnreachable(IgnoreRequest):
    """The host's robots.txt cannot be fetched, so no URL of the host may be requested for now."""


class PageTimeout(IgnoreRequest):
    """The host answered other requests of the run, but did not send this page in time."""


class CutOff(IgnoreRequest):
    """The host answered other requests of the run, but broke off the transfer of this page."""


class UrlTooLong(IgnoreRequest):
    """The URL, or the URL that it redirects to, is longer than newsbot.urls.MAX_URL_BYTES."""


class RepeatedPage(IgnoreRequest):
    """The URL redirects to a page that the run already fetches for another URL."""


class RejectedPage(IgnoreRequest):
    """Raised if a URL redirects to a page that the run has already fetched and rejected.

    The page was fetched for another URL. This URL is rejected for the same reason, without a
    further request.
    """

    def __init__(self, rejection: "Rejection") -> None:
        """Takes the rejection of the page, which was made when another URL led to the page."""
        super().__init__(rejection.url)
        self.rejection = rejection


class BadRedirect(IgnoreRequest):
    """The page redirects to something that is no http or https URL."""
