"""Answers requests for WARC files with empty responses; the callbacks read the files.

The files could be read in the spider's method `start()` instead. But Scrapy limits only how many
items from callbacks are in the pipelines at the same time (setting CONCURRENT_ITEMS). Items from
`start()` have no such limit, and could fill the memory.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response


class WarcFileHandler(BaseDownloadHandler):
    """A download handler for `warc:` URLs, which downloads nothing and reads no file.

    It gives an empty response. Then Scrapy calls the callback of the request, which reads the file.
    """

    async def download_request(self, request: Request) -> Response:
        """Returns an empty response with the URL of the request.

        Scrapy calls the callback of a request only with a response. The callback then reads the
        file.
        """
        return Response(request.url)
