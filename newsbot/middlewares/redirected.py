"""Removes the header If-Modified-Since from requests that follow a redirect."""

from scrapy import Request

from newsbot.crawling.conditional import forget_date


class RedirectedRequests:
    """A downloader middleware that sends no If-Modified-Since with a request after a redirect.

    When Scrapy follows a redirect, it sends the headers of the first request again. But the target
    of the redirect may be another page, which newsbot has never read. If this page is older than
    the date in If-Modified-Since, the server would answer 304 (Not Modified), and not send it.

    The header If-None-Match is kept. It has an ETag, and another page does not have the same ETag.
    """

    def process_request(self, request: Request) -> None:
        """Removes the header If-Modified-Since from a request if it follows a redirect."""
        if "redirect_times" in request.meta:
            forget_date(request)
