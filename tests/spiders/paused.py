"""A downloader middleware for which all hosts are left alone."""

from scrapy import Request
from scrapy.exceptions import IgnoreRequest


class HostPaused(IgnoreRequest):
    pass


class AllHostsPaused:
    def process_request(self, request: Request) -> None:
        raise HostPaused("until tomorrow")
