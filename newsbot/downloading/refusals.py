"""Why a request is not sent, or has no response; errbacks get these, and nobody tries again.

Their names in snake case are reasons of newsbot.reasons.
"""

from scrapy.exceptions import IgnoreRequest


class HostPaused(IgnoreRequest):
    """The host is left alone for a while."""


class LeaseLost(IgnoreRequest):
    """Another run asks the host now."""


class RobotsTxt(IgnoreRequest):
    """The host's robots.txt forbids the URL."""


class RobotsUnreachable(IgnoreRequest):
    """The host's robots.txt cannot be read, so all is forbidden for now."""


class PageTimeout(IgnoreRequest):
    """The host answers, but did not send this page in time."""


class CutOff(IgnoreRequest):
    """The host answers, but closed the connection on this page."""


class UrlTooLong(IgnoreRequest):
    """The URL is longer than any that is fetched; a redirect may lead to it."""


class RepeatedPage(IgnoreRequest):
    """The URL redirects to a page that the run asks for already."""


class BadRedirect(IgnoreRequest):
    """The page redirects to what is no web URL."""
