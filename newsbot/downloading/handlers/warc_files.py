"""Answers requests for WARC files with empty responses; the callbacks read the files.

The files are not read in the spider's `start()`. Scrapy limits how many items of callbacks are in
the pipelines at once (setting CONCURRENT_ITEMS), but has no such limit for items of `start()`.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response


class WarcFileHandler(BaseDownloadHandler):
    """A download handler for `warc:` URLs, which downloads nothing and reads no file.

    It gives an empty response. Then Scrapy calls the callback of the request, which reads the file.
    """

    async def download_request(self, request: Request) -> Response:
        """An empty response with the URL of the request."""
        return Response(request.url)
