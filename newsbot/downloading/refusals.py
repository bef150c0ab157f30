"""Exceptions for requests that are not sent, or whose response is not used.

The errback of the request receives the exception, and Scrapy does not retry the request. The name
of each class, in snake case, is the name of a reason in newsbot.reasons.
"""

from scrapy.exceptions import IgnoreRequest


class HostPaused(IgnoreRequest):
    """The host is paused: no requests are sent to it for a while."""


class LeaseLost(IgnoreRequest):
    """Another run has leased the host's queue, so this run may not send the request."""


class RobotsTxt(IgnoreRequest):
    """The host's robots.txt forbids the URL."""


class RobotsUnreachable(IgnoreRequest):
    """The host's robots.txt cannot be fetched, so no URL of the host may be requested for now."""


class PageTimeout(IgnoreRequest):
    """The host answered other requests, but did not send this page in time."""


class CutOff(IgnoreRequest):
    """The host answered other requests, but closed the connection before this page was complete."""


class UrlTooLong(IgnoreRequest):
    """The URL, perhaps the target of a redirect, is longer than newsbot.urls.MAX_URL_BYTES."""


class RepeatedPage(IgnoreRequest):
    """The URL redirects to a page that the run already fetches for another URL."""


class BadRedirect(IgnoreRequest):
    """The page redirects to something that is no http or https URL."""
