"""`scrapy crawl`: Scrapy's own, with arguments checked first and an exit code that tells."""

import argparse
import contextlib
import difflib
import logging
from functools import partial
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from newsbot.actions.audit import audit_sites, block
from newsbot.actions.notices import services_of
from newsbot.commands.base import NewsbotCommand
from newsbot.commands.running import crawl_to_end
from newsbot.commands.targets import require_writable
from newsbot.downloading.handlers.ip_ranges import parse_nets
from newsbot.errors import ConfigurationError, DatabaseError, ExitCode, NewsbotError
from newsbot.extensions.counters import Stats, exit_code, totals
from newsbot.extraction.article import EXTRACTOR_VERSION
from newsbot.sites.registry import Registry, load_registry
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.connection.retry import outage, with_retries
from newsbot.storage.engine import connect_to_schema
from newsbot.storage.frontier.retries import ask_newer_extractor
from newsbot.storage.runs import finish_run, start_run
from newsbot.storage.sites import Sites
from newsbot.urls import without_userinfo

logger = logging.getLogger(__name__)

HELP = """Runs a spider and stores what it finds.

  scrapy crawl news                                  all sources of the registered sites
  scrapy crawl news -a site=bbc,npr                  some of them
  scrapy crawl feed -a url=https://example.org/rss   one feed; likewise sitemap and section
  scrapy crawl pages -a urls=addresses.txt           the articles named in a file, one a line
  scrapy crawl warc -a path='archive/*.warc.gz'      articles out of WARC files

Exit codes: 0 all went well, 1 configuration or an unexpected error, 2 usage, 3 the database failed,
5 stopped by a signal, 6 the audit (-s AUDIT=1) found something, 7 no source could be fetched, or of
ten and more pages none was good.
"""


class Command(NewsbotCommand, BaseRunSpiderCommand):
    """Replaces Scrapy's command of this name."""

    most_arguments = 1

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "<spider> [-a NAME=VALUE ...] [options]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Run a spider and store what it finds"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Runs the spider, once its name, its arguments and the database are known to be good."""
        if not args:
            raise UsageError("name a spider, e.g. scrapy crawl news; `scrapy list` lists them")
        name, arguments = args[0], opts.spargs
        spider = self._load(name)
        spider(**arguments)
        parse_nets(self.setting("NEWSBOT_ALLOW_NETS"))
        if self.settings is not None and self.settings.getbool("AUDIT"):
            services_of(self.setting("NEWSBOT_NOTIFY"))
        require_writable(self.setting("FEEDS"))
        engine = connect_to_schema(self.setting("NEWSBOT_DATABASE_URL"))
        with_retries(partial(set_clock, engine))
        with_retries(partial(Sites(engine).name_sites, _site_names(arguments)))
        with_retries(partial(ask_newer_extractor, engine, EXTRACTOR_VERSION))
        shown = {key: without_userinfo(value) for key, value in arguments.items()}
        run_id = with_retries(partial(start_run, engine, name, shown))
        try:
            stats = _stats(self._run_spider(spider, arguments, run_id))
        except (NewsbotError, KeyboardInterrupt) as error:
            code = error.exit_code if isinstance(error, NewsbotError) else ExitCode.SIGNAL
            _close_run(engine, run_id, {"finish_reason": "not_started"}, code)
            raise
        code = exit_code(stats)
        try:
            code = self._audited(arguments, code)
        finally:
            _close_run(engine, run_id, stats, code)
        return code

    def _audited(self, arguments: dict[str, str], code: ExitCode) -> ExitCode:
        """The exit code of a crawl after the audit that AUDIT=1 asks for; other codes win."""
        assert self.settings is not None  # noqa: S101 - as above
        if not self.settings.getbool("AUDIT") or code in {ExitCode.DATABASE, ExitCode.SIGNAL}:
            return code
        sender = services_of(self.setting("NEWSBOT_NOTIFY"))
        url, registry = self.setting("NEWSBOT_DATABASE_URL"), _registry(arguments)
        findings = with_retries(partial(audit_sites, url, registry, (), sender))
        for each in findings:
            logger.warning("%s", block(each))
        return ExitCode.EXPECTATIONS if findings and code == ExitCode.OK else code

    def _run_spider(self, spider: type[Spider], arguments: dict[str, str], run_id: int) -> Crawler:
        """The crawler after its crawl: it keeps the counters when the process forgets it."""
        assert self.crawler_process is not None  # noqa: S101 - as above
        self.crawler_process.settings.set("NEWSBOT_RUN_ID", run_id, priority="cmdline")
        crawler = self._create_crawler(spider)
        crawl_to_end(self.crawler_process, crawler, arguments)
        return crawler

    def _load(self, name: str) -> type[Spider]:
        assert self.crawler_process is not None  # noqa: S101 - as above
        loader = self.crawler_process.spider_loader
        if name in loader.list():
            return loader.load(name)
        known = sorted(loader.list())
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}"
        raise ConfigurationError(f"unknown spider {name!r}: {hint}")


def _site_names(arguments: dict[str, str]) -> dict[str, str]:
    return {site.key: site.name for site in _registry(arguments).sites}


def _registry(arguments: dict[str, str]) -> Registry:
    file = arguments.get("sites_file")
    return load_registry(None if file is None else Path(file))


def _close_run(engine: Any, run_id: int, stats: Stats, code: ExitCode) -> None:
    """Writes down how the run ended; where the database failed, only if it is back already."""
    close = partial(
        finish_run,
        reason=stats.get("finish_reason", "shutdown"),
        exit_code=code,
        counters=totals(stats),
    )
    if code != ExitCode.DATABASE:
        with_retries(partial(close, engine, run_id))
        return
    outage.give_up()
    with contextlib.suppress(DatabaseError):
        with_retries(partial(close, engine, run_id))


def _stats(crawler: Crawler) -> dict[str, Any]:
    return crawler.stats.get_stats()
