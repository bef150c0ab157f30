"""A Scrapy extension that adapts the delay between two requests to how fast the host answers."""

from typing import Any

from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle, changed so that no delay gets shorter than the host's Crawl-delay."""

    def _start_delay(self) -> float:
        return self.mindelay

    def _response_downloaded(self, response: Response, request: Any, spider: Any) -> None:
        super()._response_downloaded(response, request, spider)
        name, slot = self._get_slot(request, spider)
        if slot is not None and name is not None:
            settings = self.crawler.engine.downloader.per_slot_settings.get(name, {})
            slot.delay = max(slot.delay, settings.get("delay", self.mindelay))
