"""A database filled with articles of the series, by COPY, with all indexes in place."""

import multiprocessing
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine
from tqdm import tqdm

from newsbot.errors import NewsbotError
from newsbot.postgres.location import shown
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.sites.rows import Sites
from tests.benchmarks.dedup.rows import BLOCKS, copied_rows
from tests.benchmarks.dedup.series import SITES, article, site_key

PROCESSES = 2
BATCH = 50
CHUNK = 2000
FIRST = 500
"""So many are stored in the usual way, which opens the days' partitions."""

Connection = psycopg.Connection[tuple[Any, ...]]

_SPAWN = multiprocessing.get_context("spawn")

_TEMPORARY = f"""
    CREATE TEMPORARY TABLE {BLOCKS} (
        LIKE newsbot.article_blocks INCLUDING DEFAULTS, original bigint
    ) ON COMMIT DROP
"""
# Which blocks newsbot.storage.articles.blocks.site_blocks writes.
_KEEP_BLOCKS = f"""
    INSERT INTO newsbot.article_blocks (article_id, fetched_at, site_id, keys, is_reprint)
    SELECT article_id, fetched_at, site_id, keys, EXISTS (
        SELECT FROM newsbot.articles AS other
        WHERE other.site_id = new.site_id
          AND other.id < new.article_id
          AND (other.id = new.original OR other.copy_of = new.original)
    )
    FROM {BLOCKS} AS new
"""  # noqa: S608 - a constant of ours
_COUNT = "SELECT count(*), coalesce(max(id), 0) FROM newsbot.articles"
_RAISE_SEQUENCE = """
    SELECT setval(pg_get_serial_sequence('newsbot.' || %(table)s, 'id'), %(last)s)
"""

Tables = Mapping[str, tuple[Sequence[str], bytes]]


def fill(engine: Engine, size: int) -> None:
    """Adds what is missing to `size` articles, and vacuums.

    Raises:
        NewsbotError: there are other articles in the database, or more.
    """
    with psycopg.connect(shown(engine.url, with_password=True), autocommit=True) as connection:
        if count_stored(connection) == 0:
            _store_first(engine, range(min(FIRST, size)))
        done = count_stored(connection)
        if done > size:
            raise NewsbotError(f"the database has {done} articles, more than {size}")
        _fill(connection, range(done, size), _site_ids(engine))
        connection.execute("VACUUM ANALYZE")


def count_stored(connection: Connection) -> int:
    """How many articles of the series, from the first on, are in the database."""
    count, last = connection.execute(_COUNT).fetchone() or (0, 0)
    if count != last:
        raise NewsbotError(f"of the articles up to {last} only {count} are in the database")
    return int(count)


def _store_first(engine: Engine, numbers: range) -> None:
    store = ArticleStore(engine)
    for batch in _parts(numbers, BATCH):
        store.store(look_up(engine, [article(number) for number in batch]))


def _site_ids(engine: Engine) -> dict[str, int]:
    return Sites(engine).site_ids(map(site_key, range(SITES)))


def _fill(connection: Connection, numbers: range, site_ids: Mapping[str, int]) -> None:
    with tqdm(
        desc=f"filling to {numbers.stop}", total=len(numbers), unit="article", disable=None
    ) as progress:
        for part, tables in _made(numbers, site_ids):
            with connection.transaction():
                _copy(connection, tables, part.stop)
            progress.update(len(part))


def _made(numbers: range, site_ids: Mapping[str, int]) -> Iterator[tuple[range, Tables]]:
    """The rows, part by part, made in other processes; few parts ahead, for each takes 20 MB."""
    ahead: deque[tuple[range, Future[Tables]]] = deque()
    with ProcessPoolExecutor(PROCESSES, mp_context=_SPAWN) as pool:
        for part in _parts(numbers, CHUNK):
            ahead.append((part, pool.submit(copied_rows, part, site_ids)))
            if len(ahead) > 2 * PROCESSES:
                done, rows = ahead.popleft()
                yield done, rows.result()
        for done, rows in ahead:
            yield done, rows.result()


def _parts(numbers: range, size: int) -> Iterator[range]:
    return (numbers[first : first + size] for first in range(0, len(numbers), size))


def _copy(connection: Connection, tables: Tables, last_id: int) -> None:
    connection.execute(_TEMPORARY)
    for table, (columns, lines) in tables.items():
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor().copy(statement) as copy:
            copy.write(lines)
    connection.execute(_KEEP_BLOCKS)
    for table in ("articles", "versions"):
        connection.execute(_RAISE_SEQUENCE, {"table": table, "last": last_id})
