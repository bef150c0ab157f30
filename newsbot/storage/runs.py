"""The ledger of crawls: one row a run, written when it starts and when it ends."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, RowMapping, text

from newsbot import __version__
from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.models import crawl_tables

_runs = crawl_tables.runs


def start_run(engine: Engine, spider: str, arguments: Mapping[str, str]) -> int:
    """The id of a new run."""
    row = {"spider": spider, "arguments": dict(arguments), "newsbot_version": __version__}
    statement = _runs.insert().values(row).returning(_runs.c.id)
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
    """Writes down how a run ended; `counters` are those that news.runs shows."""
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
    """The newest rows of news.runs, newest first."""
    with engine.connect() as connection:
        return connection.execute(_LATEST, {"limit": limit}).mappings().all()
