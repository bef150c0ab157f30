"""Reads the articles that an export has to write next, batch by batch."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Row, text

from newsbot.errors import SchemaError
from newsbot.storage.connection.session import TIME_LIMITS, TimeLimits
from newsbot.storage.readers.rounds import Round

ORIGINALS, ALL = "news.articles", "news.all_articles"
# The number of articles that are read by one statement. An article has about 10 kB, so that a
# statement takes a few milliseconds, and a batch takes little memory.
BATCH = 200
# A statement of an export is short, but its transaction may wait until a slow disk, or the program
# at the other end of a pipe, has taken the rows.
LIMITS = TimeLimits(lock_s=5, statement_s=60, idle_s=600)

# Selects each article that has changed in a range of `news.changes`, in the order of the articles'
# last changes. `is_new` is true for an article that was inserted in this range. Readers of the
# export do not have such an article yet. So if it was deleted since, no row is written for it.
_CHANGED = text("""
    SELECT article_id AS id, bool_or(op = 'insert') AS is_new, max(change_id) AS place
    FROM news.changes WHERE change_id > :since AND change_id <= :until
    GROUP BY article_id HAVING max(change_id) > :after ORDER BY place
""")
_COUNT_CHANGED = text("""
    SELECT count(DISTINCT article_id) FROM news.changes
    WHERE change_id > :after AND change_id <= :until
""")
_COLUMNS = text("""
    SELECT attname FROM pg_attribute
    WHERE attrelid = to_regclass(:view) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
""")


class Rows(Protocol):
    """The rows of a batch: a list of tuples, or an Arrow table."""

    def __len__(self) -> int:
        """The number of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows of an export, and the state of the export's round after they are written."""

    rows: Rows
    round: Round


Read = Callable[[str], Rows]
"""A function that runs a SELECT statement, and returns the rows."""
Reading = Callable[[Connection], AbstractContextManager[Read]]
"""A context manager on a connection: it gives a Read function for use in the `with` block."""


def columns_of(engine: Engine, view: str) -> list[str]:
    """The names of the columns of a view.

    Raises:
        SchemaError: there is no such view.
    """
    with engine.connect() as connection:
        names = list(connection.execute(_COLUMNS, {"view": view}).scalars())
    if not names:
        raise SchemaError(f"the database has no view {view}: run `scrapy db upgrade`")
    return names


@contextmanager
def tuples(connection: Connection) -> Iterator[Read]:
    """A function that reads rows as a list of tuples, in the transaction of `connection`."""

    def read(sql: str) -> list[Row[Any]]:
        # The statement has no parameters. Without this option, psycopg would take a "%" in it for
        # one.
        no_parameters = {"no_parameters": True}
        return list(connection.exec_driver_sql(sql, execution_options=no_parameters).all())

    yield read


class RoundReader:
    """Reads the articles of a round (a part of an export) in one snapshot of the database.

    A row has the column `op`, then the columns of the view. `op` is "upsert" for an article of the
    view. For an article that is not in the view any more, `op` is "delete", and all other columns
    except `id` are empty.

    After an error, the next call of `next_batch` goes on where the last batch ended, in a new
    snapshot.
    """

    def __init__(
        self, engine: Engine, view: str, columns: Sequence[str], start: Round, reading: Reading
    ) -> None:
        """Prepares to read the `columns` of `view`, which is ORIGINALS or ALL.

        `start` is the round, and `reading` decides in which form rows are read.
        """
        self._engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True, **{TIME_LIMITS: LIMITS}
        )
        self._view = view
        self._columns = columns
        self._round = start
        self._reading = reading
        self._transaction: ExitStack | None = None

    def next_batch(self) -> Batch | None:
        """The next rows; None at the end of the round.

        If there is nothing to read, the only batch has no rows.
        """
        try:
            if self._transaction is None:
                self._begin()
            batch = next(self._batches, None)
        except BaseException:
            self.close()
            raise
        if batch is None:
            self.close()
        else:
            self._round = batch.round
        return batch

    def close(self) -> None:
        """Ends the transaction, if there is one."""
        if self._transaction is not None:
            transaction, self._transaction = self._transaction, None
            transaction.close()

    def count(self) -> int:
        """The number of articles that are still to be read; it may include deleted articles."""
        with self._engine.connect() as connection:
            if self._round.since is not None:
                values = {"after": self._round.after, "until": self._round.until}
                return int(connection.execute(_COUNT_CHANGED, values).scalar_one())
            rest = text(f"SELECT count(*) FROM {self._view} WHERE id > :after AND id <= :last")  # noqa: S608 - of constants
            bounds = {"after": self._round.after, "last": self._round.last_id}
            return int(connection.execute(rest, bounds).scalar_one())

    def _begin(self) -> None:
        with ExitStack() as stack:
            connection = stack.enter_context(self._engine.connect())
            read = stack.enter_context(self._reading(connection))
            # Closing the batches closes the cursor that they are read from.
            self._batches = stack.enter_context(closing(self._read(connection, read)))
            self._transaction = stack.pop_all()

    def _read(self, connection: Connection, read: Read) -> Generator[Batch, None, None]:
        every = self._round.since is None
        is_empty = True
        with closing(
            self._every_id(connection) if every else self._changed_ids(connection)
        ) as batches:
            for ids in batches:
                rows = read(_of_ids(self._view, self._columns, ids))
                yield Batch(rows=rows, round=replace(self._round, after=ids[-1].place))
                is_empty = False
        if is_empty:
            # An Arrow table without rows still tells the types of the columns.
            yield Batch(rows=read(_of_ids(self._view, self._columns, ())), round=self._round)

    def _every_id(self, connection: Connection) -> Generator[Sequence[Row[Any]], None, None]:
        following = text(
            f"SELECT id, true AS is_new, id AS place FROM {self._view} "  # noqa: S608 - of constants
            "WHERE id > :after AND id <= :last ORDER BY id LIMIT :most"
        )
        values = {"after": self._round.after, "last": self._round.last_id, "most": BATCH}
        while ids := connection.execute(following, values).all():
            yield ids
            values["after"] = ids[-1].place

    def _changed_ids(self, connection: Connection) -> Generator[Sequence[Row[Any]], None, None]:
        values = {
            "since": self._round.since,
            "until": self._round.until,
            "after": self._round.after,
        }
        options = {"stream_results": True, "max_row_buffer": BATCH}
        with connection.execute(_CHANGED, values, execution_options=options) as changed:
            yield from changed.partitions(BATCH)


def _of_ids(view: str, columns: Sequence[str], ids: Sequence[Row[Any]]) -> str:
    """The SELECT statement for the rows of a batch; the only values put into it are ids."""
    numbers = ",".join(str(int(each.id)) for each in ids)
    are_new = ",".join("t" if each.is_new else "f" for each in ids)
    shown = ", ".join("wanted.id" if name == "id" else f"article.{name}" for name in columns)
    return (
        f"SELECT CASE WHEN article.id IS NULL THEN 'delete' ELSE 'upsert' END AS op, {shown} "  # noqa: S608 - of constants
        f"FROM unnest('{{{numbers}}}'::bigint[], '{{{are_new}}}'::boolean[]) "
        "WITH ORDINALITY AS wanted (id, is_new, place) "
        f"LEFT JOIN {view} AS article ON article.id = wanted.id "
        "WHERE article.id IS NOT NULL OR NOT wanted.is_new ORDER BY wanted.place"
    )
