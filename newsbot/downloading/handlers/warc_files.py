"""Answers a request for a WARC file, so that a spider's callback can read it.

What a callback yields waits for the pipelines (CONCURRENT_ITEMS); what `start()` yields does not.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response


class WarcFileHandler(BaseDownloadHandler):
    """Handler for `warc:` addresses: opens nothing, the answer is empty."""

    async def download_request(self, request: Request) -> Response:
        """An empty response, at once."""
        return Response(request.url)
