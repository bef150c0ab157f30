"""Writes and reads the table `newsbot.runs`, which has one row for each run of a crawl.

A row is written at the start of the run, and completed at its end.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping, text

from newsbot import __version__
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.models import crawl_tables

STARTING = timedelta(minutes=1)
"""The maximum time from the start of a run to its first lease, i.e. until it first has the right to
send requests to a host. If a run has no lease by then, it counts as killed."""

ARCHIVE = "archive"
"""The name by which a run of `scrapy archive run` is shown in news.runs, in place of a spider."""
_runs = crawl_tables.runs


def start_run(engine: Engine, spider: str, arguments: Mapping[str, str]) -> int:
    """Inserts a row for a run that has just begun, and returns the id of the run.

    `spider` is the name of the spider, and `arguments` are the spider's arguments.
    """
    row = {"spider": spider, "arguments": dict(arguments), "newsbot_version": __version__}
    # The run counts as dead from `alive_until` on. A living run moves this moment forward again and
    # again: each time that it renews its leases, the rights to send requests to hosts.
    alive_until = NOW + STARTING
    statement = _runs.insert().values(**row, alive_until=alive_until).returning(_runs.c.id)
    with engine.begin() as connection:
        run_id: int = connection.execute(statement).scalar_one()
    return run_id


def finish_run(
    engine: Engine,
    run_id: int,
    *,
    reason: str | None,
    exit_code: int,
    counters: Mapping[str, int],
) -> None:
    """Writes to the row of a run how and when the run ended.

    Args:
        engine: the database.
        run_id: the id of the run.
        reason: why the spider closed, as Scrapy's `finish_reason` says; None if it says nothing.
        exit_code: the exit code of the `crawl` command.
        counters: the name of a counter that the view `news.runs` shows → its value.
    """
    values: dict[str, Any] = {
        "finished_at": NOW,
        "finish_reason": reason,
        "exit_code": exit_code,
        "counters": dict(counters),
    }
    with engine.begin() as connection:
        connection.execute(_runs.update().where(_runs.c.id == run_id).values(values))


_LATEST = text("SELECT * FROM news.runs ORDER BY run_id DESC LIMIT :limit")


def latest_runs(engine: Engine, limit: int) -> Sequence[RowMapping]:
    """The rows of the view `news.runs` for the latest runs: at most `limit`, the newest first."""
    with engine.connect() as connection:
        return connection.execute(_LATEST, {"limit": limit}).mappings().all()
