"""Deletes rows that are older than the time for which they are kept, in small transactions."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, TextClause, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.copies.sketches import forget_sketches, sketch_of
from newsbot.storage.readers.prunable import FIRST, Prunable


def count(engine: Engine, prunable: Prunable, before: datetime) -> int:
    """The number of rows of the table that are too old now, so that `prune` would delete them."""
    found = text(f"SELECT count(*) FROM {_doomed(prunable)}")  # noqa: S608 - of constants

    def read() -> int:
        with engine.connect() as connection:
            return int(connection.execute(found, {"before": before}).scalar_one())

    return with_retries(read)


def prune(engine: Engine, prunable: Prunable, before: datetime) -> Iterator[int]:
    """Deletes the rows that are too old, group by group, and yields the number of each group.

    Crawls and readers go on meanwhile. If the work is interrupted, the next call goes on.
    """
    after = FIRST[prunable.type]
    while keys := with_retries(partial(_next_keys, engine, prunable, before, after)):
        yield with_retries(partial(_delete, engine, prunable, before, keys))
        after = keys[-1]


def _next_keys(engine: Engine, prunable: Prunable, before: datetime, after: object) -> list[Any]:
    # A first transaction finds the keys. It is separate, so that no locks are held meanwhile.
    key = f"t.{prunable.key}"
    find = text(
        f"SELECT DISTINCT {key} AS key FROM {_doomed(prunable)} "  # noqa: S608 - of constants
        f"AND {key} > CAST(:after AS {prunable.type}) ORDER BY key LIMIT :most"
    )
    given = {"before": before, "after": after, "most": prunable.most}
    with engine.connect() as connection:
        return list(connection.execute(find, given).scalars())


def _delete(engine: Engine, prunable: Prunable, before: datetime, keys: list[Any]) -> int:
    given = {"before": before, "keys": keys}
    with engine.begin() as connection:
        if prunable.needs_storing_lock:
            take_storing_lock(connection)
        if prunable.table == "versions":
            deleted = _delete_versions(connection, prunable, given)
        else:
            deleted = connection.execute(_deletion(prunable), given).rowcount
        if deleted:
            connection.execute(_NOTE, {"table": prunable.table, "before": before})
        return deleted


def _delete_versions(connection: Connection, prunable: Prunable, given: dict[str, Any]) -> int:
    """Deletes versions, their changes of metadata, and the hashes by which copies are found."""
    found = connection.execute(
        text(f"SELECT t.id FROM {_doomed(prunable)} AND t.id = ANY(CAST(:keys AS bigint[]))"),  # noqa: S608 - of constants
        given,
    )
    ids = list(found.scalars())
    connection.execute(_AMENDMENTS, {"keys": ids})
    with_sketches = connection.execute(_VERSIONS, {"keys": ids}).all()
    forget_sketches(connection, [sketch_of(row) for row in with_sketches])
    return len(ids)


def _doomed(prunable: Prunable) -> str:
    doomed = prunable.doomed.replace(":before", "CAST(:before AS timestamptz)")
    return f"newsbot.{prunable.table} AS t WHERE ({doomed})"


def _deletion(prunable: Prunable) -> TextClause:
    return text(
        f"DELETE FROM {_doomed(prunable)} "  # noqa: S608 - of constants
        f"AND t.{prunable.key} = ANY(CAST(:keys AS {prunable.type}[]))"
    )


_AMENDMENTS = text("""
    DELETE FROM newsbot.amendments WHERE version_id = ANY(CAST(:keys AS bigint[]))
""")
# Deletes versions. Returns those of them whose hashes are still stored: the table newsbot.sketches
# has a partition for each day, and those of old days are dropped.
_VERSIONS = text("""
    WITH gone AS (
        DELETE FROM newsbot.versions WHERE id = ANY(CAST(:keys AS bigint[]))
        RETURNING id, fetched_at, body, recurring_lines
    )
    SELECT gone.* FROM gone
    JOIN newsbot.sketch_days AS d ON d.day = (gone.fetched_at AT TIME ZONE 'UTC')::date
""")
_NOTE = text("""
    INSERT INTO newsbot.prunings AS p (table_name, pruned_before) VALUES (:table, :before)
    ON CONFLICT (table_name) DO UPDATE
    SET pruned_before = greatest(p.pruned_before, excluded.pruned_before),
        pruned_at = newsbot.now()
""")
