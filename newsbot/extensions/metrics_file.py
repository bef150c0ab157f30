"""Writes the metrics of a crawl into a text file, in the format of Prometheus.

All metrics are gauges of one run, as Prometheus advises for batch jobs: a run begins to count at 0.
"""

import logging
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile
from prometheus_client.parser import text_string_to_metric_families

from newsbot import __version__, clock
from newsbot.errors import ExitCode, NewsbotError
from newsbot.extensions.counters import NOT_STORED, STORED, Stats, reasons, totals
from newsbot.storage.connection.failures import database_error
from newsbot.storage.engine import connect
from newsbot.storage.leases.lengths import Lengths, read_lengths

ENDED = ("newsbot_run_end_time_seconds", "newsbot_run_exit_code", "newsbot_run_duration_seconds")
"""The names of metrics that describe the last run that has ended. While a run goes on, the file has
the values of the run before, so that an alert can tell for how long no run has ended well."""
logger = logging.getLogger(__name__)


def write_metrics(
    file: Path, database_url: str, spider: str, stats: Stats, code: ExitCode | None
) -> None:
    """Writes the metrics of a crawl into `file`, as a whole. A failure is only logged.

    Args:
        file: the file, whose name should end in ".prom".
        database_url: the setting NEWSBOT_DATABASE_URL.
        spider: the name of the spider.
        stats: the stats of the crawl.
        code: the exit code of the crawl; None if it still runs.
    """
    registry = CollectorRegistry()
    info = _gauge(
        registry, "newsbot_run_info", "The spider and the version of newsbot.", "spider version"
    )
    info.labels(spider, __version__).set(1)
    _add_times(registry, file, stats, code)
    _add_counts(registry, stats)
    lengths = _lengths(database_url)
    if lengths is not None:
        _add_lengths(registry, lengths)
    try:
        write_to_textfile(str(file), registry)
    except OSError as error:
        logger.warning("Cannot write the metrics to %s: %s", file, error.strerror)


def _lengths(database_url: str) -> Lengths | None:
    """The lengths of the queues; None if the database fails, which other modules report."""
    try:
        return read_lengths(connect(database_url))
    except Exception as error:
        if isinstance(error, NewsbotError) or database_error(error) is not None:
            return None
        raise


def _gauge(registry: CollectorRegistry, name: str, text: str, labels: str = "") -> Gauge:
    return Gauge(name, text, labels.split(), registry=registry)


def _add_times(
    registry: CollectorRegistry, file: Path, stats: Stats, code: ExitCode | None
) -> None:
    began = stats.get("start_time") or clock.now()
    started = _gauge(registry, "newsbot_run_start_time_seconds", "When the latest run began.")
    started.set(began.timestamp())
    running = _gauge(registry, "newsbot_run_running", "Whether the latest run goes on: 1 or 0.")
    running.set(code is None)
    if code is None:
        ended = _of_last_run(file)
    else:
        now = clock.now()
        ended = dict(
            zip(ENDED, (now.timestamp(), code, (now - began).total_seconds()), strict=True)
        )
    texts = ("When it ended", "Exit code", "Duration")
    for name, text in zip(ENDED, texts, strict=True):
        if name in ended:
            gauge = Gauge(name, f"{text}, of the last run that has ended.", registry=registry)
            gauge.set(ended[name])


def _of_last_run(file: Path) -> dict[str, float]:
    """The metrics in ENDED that the file has; none if it is missing or damaged."""
    try:
        families = list(text_string_to_metric_families(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
    return {
        each.name: each.samples[0].value for each in families if each.name in ENDED and each.samples
    }


def _add_counts(registry: CollectorRegistry, stats: Stats) -> None:
    counts = totals(stats)
    fetched = _gauge(registry, "newsbot_run_fetched_pages", "Pages that were fetched.")
    fetched.set(counts["fetched"])
    stored = _gauge(registry, "newsbot_run_stored_pages", "Pages by what they gave.", "outcome")
    for outcome in STORED:
        stored.labels(outcome).set(counts[outcome])
    text = "Pages that gave no article, by stage (rejected, failed or deferred) and reason."
    lost = _gauge(registry, "newsbot_run_unstored_pages", text, "stage reason")
    for stage in NOT_STORED:
        for reason, count in reasons(stats, stage).items():
            lost.labels(stage, reason).set(count)
    read = _gauge(
        registry, "newsbot_run_read_sources", "Sources that were read, or had not changed."
    )
    read.set(sum(stats.get(f"newsbot/source_{how}", 0) for how in ("fetched", "unchanged")))
    failed = _gauge(
        registry, "newsbot_run_failed_sources", "Sources that failed, by reason.", "reason"
    )
    for reason, count in reasons(stats, "source_failed").items():
        failed.labels(reason).set(count)


def _add_lengths(registry: CollectorRegistry, lengths: Lengths) -> None:
    pending = _gauge(registry, "newsbot_pending_urls", "URLs that are known, and not fetched yet.")
    pending.set(lengths.pending_urls)
    due = _gauge(
        registry, "newsbot_due_queues", "Hosts, or groups of hosts, with something due now."
    )
    due.set(lengths.due_queues)
    leased = _gauge(
        registry, "newsbot_leased_queues", "Hosts, or groups of hosts, that a run has leased."
    )
    leased.set(lengths.leased_queues)
