"""Exceptions for requests that are not sent, or whose response is not used.

The errback of the request receives the exception, and Scrapy does not retry the request. The name
of each class, in snake case, is the name of a reason in newsbot.reasons.
"""

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from newsbot.items import Rejection


class HostPaused(IgnoreRequest):
    """The exception for a request that is not sent, because its host is paused.

    newsbot sends no requests to a paused host until the pause is over.
    """


class LeaseLost(IgnoreRequest):
    """The exception for a request that is not sent, because the run has lost the host's lease.

    A lease lets only one run at a time send requests to a host. Another run may have it now.
    """

    is_elsewhere = False
    """Whether the lost lease is that of another host, to which the robots.txt of the requested host
    redirects."""


class RobotsTxt(IgnoreRequest):
    """The exception for a request that is not sent, because robots.txt forbids the URL."""


class RobotsUnreachable(IgnoreRequest):
    """The exception for a request that is not sent, because robots.txt cannot be fetched now."""


class PageTimeout(IgnoreRequest):
    """Raised if a page does not come in time, though its host has answered other requests."""


class CutOff(IgnoreRequest):
    """Raised if the transfer of a page breaks off, but its host has answered before in this run.

    So the page is assumed to be faulty, and not the host. If the host has never answered, it is
    paused instead.
    """


class UrlTooLong(IgnoreRequest):
    """Raised if a URL, or the URL that it redirects to, is longer than MAX_URL_BYTES."""


class RepeatedPage(IgnoreRequest):
    """Raised if a URL redirects to a page that the run already fetches for another URL."""


class RejectedPage(IgnoreRequest):
    """Raised if a URL redirects to a page that the run has already fetched and rejected.

    The run fetched the page for another URL that redirects to it. The page is not fetched again:
    the second URL is rejected for the same reason.
    """

    def __init__(self, rejection: "Rejection") -> None:
        """Makes the error for a URL that redirects to a page that the run has already rejected.

        `rejection` is this rejection of the page.
        """
        super().__init__(rejection.url)
        self.rejection = rejection


class BadRedirect(IgnoreRequest):
    """The exception for a page that redirects to something other than an http or https URL."""
