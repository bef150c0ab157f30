"""`scrapy article`: one page extracted and shown; nothing is stored."""

import argparse
import asyncio
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from scrapy import signals
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot import clock
from newsbot.commands.base import NewsbotCommand, takes_any_text
from newsbot.commands.running import crawl_to_end
from newsbot.errors import ConfigurationError, ExitCode, NotFetched
from newsbot.extraction.article import extract_article
from newsbot.extraction.inspection import InspectedBlock, inspect_page
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import Article, FetchedPage, NotAnArticle, Rejection
from newsbot.sites.registry import load_registry
from newsbot.sites.rule_book import RuleBook, rule_folders
from newsbot.spiders.pages import PagesSpider
from newsbot.urls import is_web_url
from newsbot.workers import Limits, WorkerPool

T = TypeVar("T")

# What says nothing to a person.
_OF_STORAGE = frozenset(("block_keys", "plain_sha256", "validators"))

HELP = """Shows what newsbot takes out of one page. Nothing is stored, no database is needed.

  scrapy article https://example.org/2026/05/ferry-sails-again
  scrapy article saved-page.html --json
  scrapy article saved-page.html --blocks

--blocks prints each block of the page with how sure it is that it is body (0 to 1) and what it was
taken for; those of the article have an asterisk. Where a rule of the site says what the body is,
they are as they would be without that rule.
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
        return "URL_OR_FILE [--blocks] [--json]"

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
        parser.add_argument(
            "--blocks",
            action="store_true",
            help="print each block of the page, and why it is in the article or not",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the article, or why there is none; or what became of each block."""
        if not args:
            raise UsageError("name an address or a file, e.g. scrapy article page.html")
        page = self._download(args[0]) if is_web_url(args[0]) else _read(Path(args[0]))
        if isinstance(page, Rejection):
            raise NotFetched(f"cannot fetch {page.url}: {page.reason} ({page.detail})")
        if page.is_partial:
            print("newsbot: the page was cut off; this is of what came", file=sys.stderr)
        if opts.blocks:
            blocks = self._run(inspect_page, page)
            print(_json([asdict(each) for each in blocks]) if opts.json else _as_table(blocks))
        else:
            result = self._run(extract_article, page)
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

    def _run(self, work: Callable[[FetchedPage, SiteRules | None], T], page: FetchedPage) -> T:
        """What `work` makes of the page in a worker process, as in a crawl."""
        book = RuleBook(load_registry(), rule_folders(self.setting("NEWSBOT_SITE_RULES")))
        pool = WorkerPool(
            Limits(
                processes=1,
                timeout_s=float(self.setting("NEWSBOT_PAGE_TIMEOUT_S")),
                wall_factor=float(self.setting("NEWSBOT_PAGE_WALL_FACTOR")),
                memory_mb=int(self.setting("NEWSBOT_WORKER_MEMORY_MB")),
            )
        )
        try:
            return asyncio.run(pool.run(work, page, book.rules_for(page.url)))
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
        fetched_at=clock.now(),
    )


def _as_json(result: Article | NotAnArticle) -> str:
    shown = {name: value for name, value in asdict(result).items() if name not in _OF_STORAGE}
    return _json(shown)


def _json(value: Any) -> str:
    is_ascii = not takes_any_text()
    return json.dumps(value, default=datetime.isoformat, ensure_ascii=is_ascii, indent=2)


def _as_text(result: Article | NotAnArticle) -> str:
    if isinstance(result, NotAnArticle):
        detail = f" ({result.detail})" if result.detail else ""
        return f"No article: {result.reason}{detail}"
    shown = {each.name: _shown(getattr(result, each.name)) for each in fields(result) if each.repr}
    lines = [f"{name:26}{value}" for name, value in shown.items() if value]
    return "\n".join([*lines, "", result.body])


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _as_table(blocks: Sequence[InspectedBlock]) -> str:
    if not blocks:
        return "No blocks: the page has no text, or is no HTML"
    width = max(len(each.reason) for each in blocks)
    lines = [_line(each, width) for each in blocks]
    columns = shutil.get_terminal_size().columns
    return "\n".join(line if len(line) <= columns else f"{line[: columns - 1]}…" for line in lines)


def _line(block: InspectedBlock, width: int) -> str:
    mark = "*" if block.reason == "body" else " "
    return f"{mark} {block.certainty:.2f} {block.reason:{width}} {block.text}"
