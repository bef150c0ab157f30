"""One spider's crawl in a process of its own: without frontier, pipelines and database."""

import os
import pickle
import sys
from dataclasses import dataclass
from typing import Any

from newsbot.items import FetchedPage, Rejection, SourceReport
from tests.benchmarks.memory import peak_rss_mb
from tests.patience import PATIENCE_S
from tests.warm import commands


@dataclass
class Crawled:
    """What the spider yielded, and the crawl's counters and log."""

    items: list[Any]
    stats: dict[str, Any]
    log: str

    @property
    def pages(self) -> list[FetchedPage]:
        return [item for item in self.items if isinstance(item, FetchedPage)]

    @property
    def rejections(self) -> dict[str, Rejection]:
        return {r.requested_url: r for r in self.items if isinstance(r, Rejection)}

    @property
    def reports(self) -> list[SourceReport]:
        return [item for item in self.items if isinstance(item, SourceReport)]


def crawl(spider: str, settings: dict[str, Any] | None = None, **arguments: str) -> Crawled:
    task = pickle.dumps((spider, settings or {}, arguments))
    done = commands.run(__name__, environment=os.environ, timeout_s=PATIENCE_S, given=task)
    log = done.stderr.decode()
    assert done.returncode == 0, log
    items, stats = pickle.loads(done.stdout)  # noqa: S301 - our own process wrote it
    return Crawled(items, stats, log)


def _run(spider: str, settings: dict[str, Any], arguments: dict[str, str]) -> tuple[Any, Any]:
    from scrapy import signals  # noqa: PLC0415 - only the crawling process needs Scrapy
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415
    from scrapy.settings import Settings  # noqa: PLC0415

    chosen = Settings()
    chosen.setmodule("settings.testing", priority="project")
    for name in ("SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS"):
        chosen.set(name, {}, priority="cmdline")
    chosen.set("LOG_FORMATTER", "scrapy.logformatter.LogFormatter", priority="cmdline")
    chosen.update(settings, priority="cmdline")
    process = AsyncCrawlerProcess(chosen)
    crawler = process.create_crawler(spider)
    items: list[Any] = []

    def collect(item: Any) -> None:
        items.append(item)

    crawler.signals.connect(collect, signals.item_scraped)
    process.crawl(crawler, **arguments)
    process.start()
    return items, crawler.stats.get_stats() | {"peak_rss_mb": peak_rss_mb()}


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_run(*pickle.load(sys.stdin.buffer))))  # noqa: S301
