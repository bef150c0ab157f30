"""A download handler for WARC files, which lets a spider read the file in a callback.

Scrapy limits how many items of a callback are in the pipelines at once (CONCURRENT_ITEMS); it does
not limit the items that `start()` yields.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response


class WarcFileHandler(BaseDownloadHandler):
    """A handler for `warc:` URLs, which opens no file and answers with an empty response."""

    async def download_request(self, request: Request) -> Response:
        """An empty response for the URL of the request, at once."""
        return Response(request.url)
