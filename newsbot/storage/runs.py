"""Writes and reads newsbot.runs: one row for each run, written when it starts and when it ends."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping, text

from newsbot import __version__
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.models import crawl_tables

STARTING = timedelta(minutes=1)
"""How long a run may take from its start to its first lease before it counts as killed."""

_runs = crawl_tables.runs


def start_run(engine: Engine, spider: str, arguments: Mapping[str, str]) -> int:
    """Writes the row of a new run, and returns the id of the run."""
    row = {"spider": spider, "arguments": dict(arguments), "newsbot_version": __version__}
    # STARTING is the time in which the run has to renew its leases for the first time.
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
    """Writes into the row of a run how and when it ended.

    Args:
        engine: the database.
        run_id: the run.
        reason: Scrapy's finish_reason.
        exit_code: the exit code of the command.
        counters: the counters that the view news.runs shows, by name.
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
    """The rows of news.runs for the last `limit` runs, the newest first."""
    with engine.connect() as connection:
        return connection.execute(_LATEST, {"limit": limit}).mappings().all()
