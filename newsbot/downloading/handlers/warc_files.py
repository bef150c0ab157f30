"""A download handler for WARC files, which makes Scrapy call a callback that reads the file.

The spider's `start()` does not read the file itself: Scrapy limits how many items of a callback are
in the pipelines at once (CONCURRENT_ITEMS), but not how many items of `start()`.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response


class WarcFileHandler(BaseDownloadHandler):
    """A handler for `warc:` URLs: gives an empty response, whose callback opens the file."""

    async def download_request(self, request: Request) -> Response:
        """An empty response with the URL of the request."""
        return Response(request.url)
