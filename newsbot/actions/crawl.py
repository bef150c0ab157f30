"""The work of `scrapy crawl`: checks arguments, runs the spider, and stores how the run went."""

import contextlib
import difflib
import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.settings import Settings

from newsbot import logs
from newsbot.actions.audit import audit_sites, block
from newsbot.actions.notices import Sender, services_of
from newsbot.actions.running import crawl_to_end
from newsbot.actions.targets import require_replaceable, require_writable
from newsbot.downloading.handlers.ip_ranges import parse_nets
from newsbot.errors import ConfigurationError, DatabaseError, ExitCode
from newsbot.extensions.counters import Stats, exit_code, totals
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.sites.registry import Registry, load_registry, own_sites
from newsbot.spiders.base import NewsSpider
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.connection.failures import database_error
from newsbot.storage.connection.retry import outage, with_retries
from newsbot.storage.engine import connect_to_schema
from newsbot.storage.frontier.retries import ask_newer_extractor
from newsbot.storage.health.runs import finish_run, start_run
from newsbot.storage.sites.rows import RegisteredSite, Sites
from newsbot.urls import without_userinfo

logger = logging.getLogger(__name__)


def crawl(
    process: CrawlerProcessBase,
    create_crawler: Callable[[type[Spider]], Crawler],
    name: str,
    arguments: dict[str, str],
) -> ExitCode:
    """Runs the spider called `name`, and writes how the run went into a row of newsbot.runs.

    Before the crawl, it checks the settings, the files, the database and the spider's `arguments`,
    which the user gives with `-a`. `create_crawler` makes a Scrapy crawler for a spider class.

    Raises:
        NewsbotError, UsageError: a check failed, or the crawl could not begin.
    """
    settings = process.settings
    spider = _spider_named(process, name)
    registry = _registry_of(spider, arguments, own_sites(settings["NEWSBOT_SITES"]))
    parse_nets(settings["NEWSBOT_ALLOW_NETS"])
    require_writable(settings["FEEDS"])
    if metrics := settings["NEWSBOT_METRICS_FILE"]:
        require_replaceable(Path(metrics))
    sender = services_of(settings["NEWSBOT_NOTIFY"]) if settings.getbool("AUDIT") else None
    engine = connect_to_schema(settings["NEWSBOT_DATABASE_URL"])
    with_retries(partial(set_clock, engine))
    sites = [
        RegisteredSite(key=site.key, name=site.name, domains=site.domains)
        for site in registry.sites
    ]
    with_retries(partial(Sites(engine).name_sites, sites))
    with_retries(partial(ask_newer_extractor, engine, EXTRACTOR_VERSION))
    shown = {key: without_userinfo(value) for key, value in arguments.items()}
    run_id = with_retries(partial(start_run, engine, name, shown))
    settings.set("NEWSBOT_RUN_ID", run_id, priority="cmdline")
    logs.name_run(run_id)
    try:
        crawler = create_crawler(spider)
        crawl_to_end(process, crawler, arguments)
    except BaseException as error:  # even KeyboardInterrupt must not leave the row without an end
        not_started = {"finish_reason": "not_started"}
        _close_run(engine, run_id, not_started, _code_after(error))
        _write_metrics(settings, name, not_started, _code_after(error))
        raise
    # `process` (Scrapy's CrawlerProcess) keeps no crawler that has ended. But the crawler itself
    # still has its stats.
    stats = crawler.stats.get_stats()
    code = exit_code(stats)
    try:
        if settings.getbool("AUDIT") and code not in {ExitCode.DATABASE, ExitCode.SIGNAL}:
            code = _audited(settings["NEWSBOT_DATABASE_URL"], registry, sender, code)
    except BaseException as error:
        _close_run(engine, run_id, stats, _code_after(error))
        _write_metrics(settings, name, stats, _code_after(error))
        raise
    _close_run(engine, run_id, stats, code)
    _write_metrics(settings, name, stats, code)
    return code


def _write_metrics(settings: Settings, spider: str, stats: Stats, code: ExitCode) -> None:
    """Writes the metrics of an ended crawl into the file NEWSBOT_METRICS_FILE, if it is set."""
    file = settings["NEWSBOT_METRICS_FILE"]
    if file:
        from newsbot.extensions.metrics_file import write_metrics  # noqa: PLC0415 - it takes .03 s

        write_metrics(Path(file), settings["NEWSBOT_DATABASE_URL"], spider, stats, code)


def _registry_of(spider: type[Spider], arguments: dict[str, str], own: Sequence[Path]) -> Registry:
    """The registry of sites that a spider uses.

    To get the registry, an instance of the spider is made with `arguments`. If these are wrong, an
    error is raised. A spider that a user has added with the setting SPIDER_MODULES may have no
    registry. Then the result is the registry that newsbot ships with, together with the sites in
    the user's own registry files `own`.
    """
    if issubclass(spider, NewsSpider):
        given: dict[str, Any] = {"own_sites": own, **arguments}
        return spider(**given).registry
    return getattr(spider(**arguments), "registry", None) or load_registry(own=own)


def _code_after(error: BaseException) -> ExitCode:
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.SIGNAL
    failed = database_error(error) if isinstance(error, Exception) else None
    code: ExitCode = getattr(failed or error, "exit_code", ExitCode.CONFIGURATION)
    return code


def _audited(
    database_url: str, registry: Registry, sender: Sender | None, code: ExitCode
) -> ExitCode:
    """Audits all sites after a crawl, logs the findings, and returns the command's exit code.

    An audit looks for faults of the sites, and a finding is one such fault. `code` is the exit code
    of the crawl alone. If it is ExitCode.OK and the audit found a fault, the result is
    ExitCode.EXPECTATIONS. Otherwise the result is `code`. `sender` sends notices of the faults to
    people. If it is None, no notices are sent.
    """
    findings = with_retries(partial(audit_sites, database_url, registry, (), sender))
    for each in findings:
        logger.warning("%s", block(each))
    return ExitCode.EXPECTATIONS if findings and code == ExitCode.OK else code


def _spider_named(process: CrawlerProcessBase, name: str) -> type[Spider]:
    loader = process.spider_loader
    known = sorted(loader.list())
    if name in known:
        return loader.load(name)
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}"
    raise ConfigurationError(f"unknown spider {name!r}: {hint}")


def _close_run(engine: Any, run_id: int, stats: Stats, code: ExitCode) -> None:
    """Writes into a run's row in newsbot.runs how the run ended.

    If the database does not answer, newsbot tries again for some time. But if the run ended because
    the database failed, it tries only once.
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
