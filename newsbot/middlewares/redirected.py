"""Makes redirected requests unconditional: conditions are about another page."""

from scrapy import Request

from newsbot.crawling.conditional import make_unconditional


class UnconditionalRedirects:
    """A downloader middleware that removes the conditions from requests that follow redirects.

    Scrapy sends the headers of a request along with its redirects. A server that is asked for
    another page only if it changed since a given day may answer 304 (Not Modified), although the
    page was never read.
    """

    def process_request(self, request: Request) -> None:
        """Removes the conditions of a request that follows a redirect."""
        if "redirect_times" in request.meta:
            make_unconditional(request)
