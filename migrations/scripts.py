"""Runs the SQL files of migrations: scripts that change tables; definitions of views and functions.

Also builds indexes, and runs other long statements, while crawls and readers use the database.

Each file of a view has its whole definition. For example, `views/news.runs/0005.sql` has the
definition of the view news.runs that is valid from the revision 0005 on. It is the same with the
files of functions, some of which also define the functions that only this function needs.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import op
from sqlalchemy import text

from newsbot.storage.connection.storing_lock import STORING_LOCK

_HERE = Path(__file__).parent
VIEWS = _HERE / "views"
FUNCTIONS = _HERE / "functions"
_INDEX = re.compile(
    r"CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS (?P<name>\w+)\s+"
    r"ON (?P<schema>\w+)\.\w+.*",
    re.DOTALL,
)


def run_script(name: str) -> None:
    """Runs a file of `versions/`, e.g. "0005_trust.sql"."""
    _run(_HERE / "versions" / name)


def create_views(revision: str, *views: str) -> None:
    """Creates views, or replaces existing ones, by the definitions that are valid at `revision`.

    The new definition of a view may have more columns. PostgreSQL refuses to replace a view by one
    with fewer columns.

    Args:
        revision: the number of a revision, e.g. "0005".
        views: names with the schema, e.g. "news.runs". A view must come after the views that it
            reads. A view that does not exist yet at `revision` is passed over.
    """
    for view in views:
        _run_newest(VIEWS / view, revision)


def create_functions(revision: str, *functions: str) -> None:
    """Creates functions, or replaces existing ones, by the definitions valid at `revision`.

    Args:
        revision: the number of a revision, e.g. "0018".
        functions: names with the schema, e.g. "news.search". A function in SQL must come after the
            functions that it calls. A function that does not exist yet at `revision` is passed
            over.
    """
    for function in functions:
        _run_newest(FUNCTIONS / function, revision)


def drop_views(*views: str) -> None:
    """Drops all of these views. PostgreSQL refuses if another object reads one of them.

    A view must be dropped before it is created anew with fewer columns.
    """
    op.execute(f"DROP VIEW {', '.join(views)}")


@contextmanager
def outside_transaction() -> Iterator[None]:
    """Ends the transaction of the migration; until the block ends, each statement has its own.

    What the migration did before the block is committed, but its revision is not noted yet. If the
    upgrade is killed, the migration runs again from its beginning. So what is in the block, and
    before it, must work twice: IF NOT EXISTS, OR REPLACE, DROP … IF EXISTS before ADD.

    In a new database, where all migrations run in one transaction, the block is part of it.
    """
    if is_new():
        yield
        return
    with op.get_context().autocommit_block():
        # These last for the session, but every transaction of newsbot begins with its own.
        op.execute("SET lock_timeout = '400ms'")
        op.execute("SET statement_timeout = '2h'")
        op.execute("SET search_path = public")
        yield


def is_new() -> bool:
    """Whether the database had no schema of newsbot before, and so has no rows and no readers."""
    return not op.get_context().opts["transaction_per_migration"]


def build_indexes(name: str) -> None:
    """Builds the indexes of a file of `versions/`, while others go on writing to the tables.

    The file has only statements CREATE [UNIQUE] INDEX CONCURRENTLY IF NOT EXISTS name ON
    schema.table …, each ended by a semicolon at the end of a line. An index that a killed upgrade
    has left half-built is dropped, and built again. This runs outside a transaction, so see
    `outside_transaction`.
    """
    statements = _index_statements(name)
    if is_new():
        for statement in statements:
            _execute(statement.string.replace(" CONCURRENTLY", "", 1))
        return
    with outside_transaction():
        # The build waits for the transactions of others, but nobody waits behind it.
        op.execute("SET lock_timeout = 0")
        for statement in statements:
            drop_indexes(f"{statement['schema']}.{statement['name']}", only_invalid=True)
            _execute(statement.string)


def drop_indexes(*names: str, only_invalid: bool = False) -> None:
    """Drops indexes, named with their schema, while others go on using their tables.

    Call it inside `outside_transaction`. With `only_invalid`, an index is dropped only if an
    attempt to build it was cut short.
    """
    how = "" if is_new() else "CONCURRENTLY "
    for name in names:
        invalid = text("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
        if not only_invalid or op.get_bind().scalar(invalid, {"name": name}):
            _execute(f"DROP INDEX {how}IF EXISTS {name}")


def repeat(name: str) -> None:
    """Executes the statement in a file of `versions/` until it finds no more rows to change.

    The statement changes a batch of rows, so small that nobody waits long: `WHERE id IN (SELECT …
    LIMIT 1000)`. Each batch is a transaction that takes the storing lock first. So the statement
    sees all stored articles, and none is stored until it ends. This runs outside a transaction, so
    see `outside_transaction`. The file is called `NNNN_name.fill.sql`.
    """
    statement = (_HERE / "versions" / name).read_text(encoding="utf-8")
    if is_new():
        while _execute(statement) > 0:
            pass
        return
    with outside_transaction():
        while _execute_alone(statement) > 0:
            pass


def _index_statements(name: str) -> list[re.Match[str]]:
    lines = (_HERE / "versions" / name).read_text(encoding="utf-8").splitlines()
    script = "\n".join(line for line in lines if not line.startswith("--"))
    found = []
    for statement in re.split(r";\s*(?:\n|\Z)", script.strip()):
        if statement:
            match = _INDEX.fullmatch(statement)
            if match is None:
                raise ValueError(
                    f"{name}: not CREATE INDEX CONCURRENTLY IF NOT EXISTS: {statement}"
                )
            found.append(match)
    return found


def _run_newest(folder: Path, revision: str) -> None:
    texts = sorted(text for text in folder.iterdir() if text.stem <= revision)
    if texts:
        _run(texts[-1])


def _run(file: Path) -> None:
    _execute(file.read_text(encoding="utf-8"))


def _execute(sql: str) -> int:
    """Executes SQL, and returns how many rows it changed."""
    # With this option, psycopg takes the SQL as it is. Otherwise each "%" in it would have to be
    # written as "%%".
    options = {"no_parameters": True}
    return op.get_bind().exec_driver_sql(sql, execution_options=options).rowcount


def _execute_alone(statement: str) -> int:
    driver = op.get_bind().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: there is no other driver
    with driver.transaction():
        # All who store wait in one queue. But those who wait for a row make the queue wait.
        driver.execute("SET LOCAL lock_timeout = '60s'")
        driver.execute("SELECT pg_advisory_xact_lock(%s)", (STORING_LOCK,))
        driver.execute("SET LOCAL lock_timeout = '400ms'")
        return driver.execute(statement.encode()).rowcount
