"""A download handler for WARC files, which only has Scrapy call the spider's callback.

The callback reads the file, because Scrapy limits how many items of a callback are in the pipelines
at once (CONCURRENT_ITEMS). There is no such limit for items that `start()` yields.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response


class WarcFileHandler(BaseDownloadHandler):
    """A handler for `warc:` URLs. It opens no file, and answers with an empty response."""

    async def download_request(self, request: Request) -> Response:
        """An empty response with the URL of the request."""
        return Response(request.url)
