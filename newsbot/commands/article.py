"""`scrapy article`: one page extracted and shown; nothing is stored."""

import argparse
import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.crawling import crawl_to_end
from newsbot.errors import ConfigurationError, ExitCode, NotFetched
from newsbot.extraction import extract_article
from newsbot.items import Article, FetchedPage, NotAnArticle, Rejection
from newsbot.spiders.pages import PagesSpider
from newsbot.urls import is_web_url
from newsbot.workers import Limits, WorkerPool

HELP = """Shows what newsbot takes out of one page. Nothing is stored, no database is needed.

  scrapy article https://example.org/2026/05/ferry-sails-again
  scrapy article saved-page.html --json
"""

# Only the download is Scrapy's here: no frontier, no pipelines, no progress.
SETTINGS = {
    "SPIDER_MIDDLEWARES": {"newsbot.middlewares.frontier.FrontierMiddleware": None},
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {"scrapy.extensions.logstats.LogStats": None},
}


class Command(NewsbotCommand, ScrapyCommand):
    """Extracts one page."""

    most_arguments = 1

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "URL_OR_FILE [--json]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Show what is taken out of one page"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds this command's own options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the article, or why there is none."""
        if not args:
            raise UsageError("name an address or a file, e.g. scrapy article page.html")
        page = self._download(args[0]) if is_web_url(args[0]) else _read(Path(args[0]))
        if isinstance(page, Rejection):
            raise NotFetched(f"cannot fetch {page.url}: {page.reason} ({page.detail})")
        result = self._extract(page)
        print(_as_json(result) if opts.json else _as_text(result))
        return ExitCode.OK

    def _download(self, url: str) -> FetchedPage | Rejection:
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before run()
        for name, value in SETTINGS.items():
            self.crawler_process.settings.set(name, value, priority="cmdline")
        crawler = self.crawler_process.create_crawler(PagesSpider)
        found: list[FetchedPage | Rejection] = []

        def keep(item: Any) -> None:
            found.append(item)

        crawler.signals.connect(keep, signal=signals.item_scraped)
        crawl_to_end(self.crawler_process, crawler, {"urls": url})
        if not found:
            raise NotFetched(f"cannot fetch {url}")
        return found[0]

    def _extract(self, page: FetchedPage) -> Article | NotAnArticle:
        pool = WorkerPool(
            Limits(
                processes=1,
                timeout_s=float(self.setting("NEWSBOT_PAGE_TIMEOUT_S")),
                memory_mb=int(self.setting("NEWSBOT_WORKER_MEMORY_MB")),
            )
        )
        try:
            return asyncio.run(pool.run(extract_article, page))
        finally:
            pool.close()


def _read(file: Path) -> FetchedPage:
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    url = file.absolute().as_uri()
    return FetchedPage(
        url=url,
        requested_url=url,
        site="",
        body=body,
        content_type=None,
        fetched_at=datetime.now(UTC),
    )


def _as_json(result: Article | NotAnArticle) -> str:
    return json.dumps(asdict(result), default=datetime.isoformat, ensure_ascii=False, indent=2)


def _as_text(result: Article | NotAnArticle) -> str:
    if isinstance(result, NotAnArticle):
        detail = f" ({result.detail})" if result.detail else ""
        return f"No article: {result.reason}{detail}"
    fields = {name: _shown(value) for name, value in asdict(result).items() if name != "body"}
    lines = [f"{name:20}{value}" for name, value in fields.items() if value]
    return "\n".join([*lines, "", result.body])


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)
