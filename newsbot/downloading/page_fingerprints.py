"""Tells Scrapy that two requests are for the same article if their URLs have the same `url_key`.

The function newsbot.urls.url_key gives one key for all URLs of a page, e.g. with http and https.
"""

from scrapy import Request
from scrapy.utils.request import fingerprint

from newsbot.items import Link
from newsbot.urls import url_key


class PageFingerprinter:
    """Makes the fingerprints by which Scrapy's duplicate filter recognises equal requests.

    The setting REQUEST_FINGERPRINTER_CLASS names this class. The filter drops repeated requests,
    and counts them in Scrapy's counter `dupefilter/filtered`.
    """

    def fingerprint(self, request: Request) -> bytes:
        """For an article's request, the `url_key` of its URL; else Scrapy's own fingerprint."""
        return (
            url_key(request.url)
            if isinstance(request.meta.get("link"), Link)
            else fingerprint(request)
        )
