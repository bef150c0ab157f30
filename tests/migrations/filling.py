"""A database at the schema of release 0.2.0 with many rows, and a crawl of that release on it."""

from collections.abc import Iterator
from hashlib import md5
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from newsbot.storage.connection.storing_lock import STORING_LOCK
from tests.migrations.recorded import Line, lines_of, replay

CRAWL = Path(__file__).parent / "releases" / "0.2.0" / "crawl.jsonl"
REVISION = "0015"
"""The schema of release 0.2.0."""
FIRST_ID = 1_000
FIRST_WRITTEN_ID = 100_000_000
ORIGINALS = (7, 9)
"""Articles of the recorded crawl that have copies."""


def fill(url: str, number: int) -> None:
    """Stores the recorded crawl, then `number` more articles like those that it stored."""
    replay(url, lines_of(CRAWL))
    key = "decode(md5(n::text), 'hex')"
    with psycopg.connect(url) as connection:
        for table, changed in {
            "articles": {"id": f"{FIRST_ID} + n", "url_key": key, "url": "url || '?' || n"},
            "versions": {"id": f"{FIRST_ID} + n", "article_id": f"{FIRST_ID} + n", "number": "1"},
            "frontier": {"url_key": key, "url": "url || '?' || n", "version_id": "NULL"},
            "changes": {"change_id": f"{FIRST_ID} + n", "article_id": f"{FIRST_ID} + n"},
        }.items():
            connection.execute(_multiplication(connection, table, changed), {"number": number})


def _multiplication(connection: psycopg.Connection, table: str, changed: dict[str, str]) -> bytes:
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'newsbot' AND table_name = %s",
        (table,),
    )
    names = [f'"{name}"' for (name,) in columns]
    values = [changed.get(name.strip('"'), name) for name in names]
    current = "WHERE is_current" if table == "versions" else ""
    return f"""
        WITH sample AS MATERIALIZED (
            SELECT *, row_number() OVER () - 1 AS place, count(*) OVER () AS places
            FROM newsbot.{table} {current}
        )
        INSERT INTO newsbot.{table} ({", ".join(names)}) OVERRIDING SYSTEM VALUE
        SELECT {", ".join(values)}
        FROM generate_series(1, %(number)s) AS n JOIN sample ON place = n %% places
    """.encode()  # noqa: S608 - of fixed names and the catalog


def crawl(connection: psycopg.Connection) -> Iterator[int]:
    """Stores one article after the other by the statements of release 0.2.0, and gives their ids.

    Every third is a copy. The one before it then becomes a copy of another original.
    """
    article, version, change = (_single(table) for table in ("articles", "versions", "changes"))
    for id_ in count(FIRST_WRITTEN_ID):
        copied = {"copy_of": ORIGINALS[0], "similarity": 1, "containment": 1, "method": "shingles"}
        key = md5(str(id_).encode(), usedforsecurity=False).digest()
        with connection.transaction():
            connection.execute("SET LOCAL lock_timeout = '5s'")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (STORING_LOCK,))
            place = {"url_key": key, "url": f"https://gazette.example/{id_}"}
            _send(connection, article, id=id_, **place, **({} if id_ % 3 else copied))
            _send(connection, version, id=id_, article_id=id_)
            _send(connection, change, op="insert", article_id=id_)
            connection.execute(
                "UPDATE newsbot.articles SET copy_of = %s WHERE id = %s AND copy_of IS NOT NULL",
                (ORIGINALS[1], id_ - 3),
            )
            connection.execute(
                "UPDATE newsbot.versions SET seen_until = newsbot.now() WHERE article_id = %s",
                (FIRST_ID + id_ % 97,),
            )
        yield id_


def _single(table: str) -> Line:
    """The recorded statement that inserts one row."""
    start = f"INSERT INTO newsbot.{table} ("
    return next(
        line
        for line in lines_of(CRAWL)
        if line.sql.startswith(start) and not any("__" in name for name in line.executions[0])
    )


def _send(connection: psycopg.Connection, line: Line, **changed: Any) -> None:
    connection.execute(line.sql.encode(), line.executions[0] | changed)
