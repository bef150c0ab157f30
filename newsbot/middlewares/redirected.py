"""Removes the headers If-None-Match and If-Modified-Since from requests that follow a redirect.

The values of these headers belong to the URL that redirects, not to the URL it redirects to.
"""

from scrapy import Request

from newsbot.crawling.conditional import make_unconditional


class UnconditionalRedirects:
    """A downloader middleware that makes requests unconditional if they follow a redirect.

    When Scrapy follows a redirect, it sends the headers of the first request again, If-None-Match
    and If-Modified-Since among them. The server may then answer 304 (Not Modified) for the page
    behind the redirect, although newsbot has never read that page.
    """

    def process_request(self, request: Request) -> None:
        """Removes If-None-Match and If-Modified-Since if `request` follows a redirect."""
        if "redirect_times" in request.meta:
            make_unconditional(request)
