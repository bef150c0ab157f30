"""Which requests of a run are for one page: those of one key, however their URLs are spelled."""

from scrapy import Request
from scrapy.utils.request import fingerprint

from newsbot.urls import url_key


class PageFingerprinter:
    """What Scrapy's filter of repeated requests goes by; it counts these as dupefilter/filtered."""

    def fingerprint(self, request: Request) -> bytes:
        """The page's key for an article's request, Scrapy's own fingerprint for all others."""
        return url_key(request.url) if "link" in request.meta else fingerprint(request)
