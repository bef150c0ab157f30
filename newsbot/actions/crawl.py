"""The work of `scrapy crawl`: checks arguments, runs the spider, and stores how the run went."""

import contextlib
import difflib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler, CrawlerProcessBase

from newsbot.actions.running import crawl_to_end
from newsbot.actions.targets import require_writable
from newsbot.downloading.handlers.ip_ranges import parse_nets
from newsbot.errors import ConfigurationError, DatabaseError, ExitCode, NewsbotError
from newsbot.extensions.counters import Stats, exit_code, totals
from newsbot.extraction.article import EXTRACTOR_VERSION
from newsbot.sites.registry import load_registry
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.connection.retry import outage, with_retries
from newsbot.storage.engine import connect_to_schema
from newsbot.storage.frontier.retries import ask_newer_extractor
from newsbot.storage.runs import finish_run, start_run
from newsbot.storage.sites import Sites
from newsbot.urls import without_userinfo


def crawl(
    process: CrawlerProcessBase,
    create_crawler: Callable[[type[Spider]], Crawler],
    name: str,
    arguments: dict[str, str],
) -> ExitCode:
    """Runs the spider called `name`, and records in the table `newsbot.runs` how the run went.

    Before the crawl starts, four things are checked: the spider's arguments (`-a` on the command
    line), the settings, the output files and the database.

    Raises:
        NewsbotError, UsageError: a check failed, or the crawl could not begin.
    """
    settings = process.settings
    spider = _spider_named(process, name)
    spider(**arguments)
    parse_nets(settings["NEWSBOT_ALLOW_NETS"])
    require_writable(settings["FEEDS"])
    engine = connect_to_schema(settings["NEWSBOT_DATABASE_URL"])
    with_retries(partial(set_clock, engine))
    with_retries(partial(Sites(engine).name_sites, _site_names(arguments)))
    with_retries(partial(ask_newer_extractor, engine, EXTRACTOR_VERSION))
    shown = {key: without_userinfo(value) for key, value in arguments.items()}
    run_id = with_retries(partial(start_run, engine, name, shown))
    settings.set("NEWSBOT_RUN_ID", run_id, priority="cmdline")
    try:
        crawler = create_crawler(spider)
        crawl_to_end(process, crawler, arguments)
    except (NewsbotError, KeyboardInterrupt) as error:
        code = error.exit_code if isinstance(error, NewsbotError) else ExitCode.SIGNAL
        _close_run(engine, run_id, {"finish_reason": "not_started"}, code)
        raise
    # The counters are read from `crawler`, because `process` forgets crawlers that have ended.
    stats = crawler.stats.get_stats()
    code = exit_code(stats)
    _close_run(engine, run_id, stats, code)
    return code


def _spider_named(process: CrawlerProcessBase, name: str) -> type[Spider]:
    loader = process.spider_loader
    known = sorted(loader.list())
    if name in known:
        return loader.load(name)
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}"
    raise ConfigurationError(f"unknown spider {name!r}: {hint}")


def _site_names(arguments: dict[str, str]) -> dict[str, str]:
    """A mapping from the key of each registered site to the site's name.

    `arguments` are the arguments of the spider. If they include `sites_file`, the sites are read
    from that file, and not from the registry that newsbot ships with.
    """
    file = arguments.get("sites_file")
    registry = load_registry(None if file is None else Path(file))
    return {site.key: site.name for site in registry.sites}


def _close_run(engine: Any, run_id: int, stats: Stats, code: ExitCode) -> None:
    """Records how the run `run_id` ended, in the table `newsbot.runs`.

    `stats` has the counters of the run, and `code` is its exit code. If the run ended because the
    database failed, the database is tried only once more.
    """
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
