"""Writes metrics of a crawl into a file, from which Prometheus's node_exporter reads them."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

INTERVAL_S = 60


class MetricsWriter:
    """An extension that writes the metrics of a crawl every INTERVAL_S seconds."""

    def __init__(self, crawler: Crawler, file: Path) -> None:
        self._crawler = crawler
        self._file = file
        self._writing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the extension, which writes while a spider is open.

        Raises:
            NotConfigured: NEWSBOT_METRICS_FILE is empty, or the crawl stores nothing.
        """
        file = crawler.settings["NEWSBOT_METRICS_FILE"]
        if not file or not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        writer = cls(crawler, Path(file))
        crawler.signals.connect(writer.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(writer.spider_closed, signal=signals.spider_closed)
        return writer

    def spider_opened(self) -> None:
        """Begins to write the metrics, at once and every INTERVAL_S seconds."""
        self._writing = asyncio.get_running_loop().create_task(self._write())

    def spider_closed(self) -> None:
        """Stops writing the metrics. The command `crawl` writes them once more after the crawl."""
        if self._writing is not None:
            self._writing.cancel()

    async def _write(self) -> None:
        # The import takes 0.03 s, and most crawls write no metrics.
        from newsbot.extensions.metrics_file import write_metrics  # noqa: PLC0415

        write = partial(
            write_metrics,
            self._file,
            self._crawler.settings["NEWSBOT_DATABASE_URL"],
            str(getattr(self._crawler.spidercls, "name", "")),
        )
        while True:
            await asyncio.to_thread(write, dict(self._crawler.stats.get_stats()), None)
            await asyncio.sleep(INTERVAL_S)
