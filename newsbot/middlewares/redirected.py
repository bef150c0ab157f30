"""Removes the header If-Modified-Since from requests that follow a redirect."""

from scrapy import Request

from newsbot.crawling.conditional import forget_date


class RedirectedRequests:
    """A downloader middleware that sends no If-Modified-Since with a request after a redirect.

    When Scrapy follows a redirect, it sends the headers of the first request again. An old page
    behind the redirect has not changed since that date either, although newsbot may never have read
    the page: the server would answer 304 (Not Modified). An ETag (If-None-Match) names the content
    that newsbot has read, so no other page has it. It is kept: many feeds are behind a redirect.
    """

    def process_request(self, request: Request) -> None:
        """Removes If-Modified-Since if `request` follows a redirect."""
        if "redirect_times" in request.meta:
            forget_date(request)
