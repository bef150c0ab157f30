"""The work of `scrapy db`: starts and stops a database, migrates its schema, and executes SQL.

The argument `configured` of the functions in this module is the setting NEWSBOT_DATABASE_URL. It is
empty if newsbot uses its embedded PostgreSQL server.
"""

import os
import signal
import subprocess
import sys

from tabulate import tabulate

from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json
from newsbot.actions.progress import counted
from newsbot.errors import ConfigurationError, ExitCode
from newsbot.postgres import location
from newsbot.postgres.binaries import find_psql
from newsbot.postgres.embedded import EmbeddedServer, Stop
from newsbot.storage.connection.statements import StatementResult, run_statements
from newsbot.storage.engine import connect
from newsbot.storage.models import revisions
from newsbot.storage.readers.search_index import prepare_search
from newsbot.storage.rewriting.ownership.forgetting_articles import forget_again
from newsbot.storage.rewriting.url_keys.recomputing import make_keys_anew, rows_to_read
from newsbot.storage.schema import migrate
from newsbot.storage.schema.going_on import mark_forgotten

STOPPED = {
    Stop.STOPPED: "the embedded PostgreSQL is stopped",
    Stop.NOT_RUNNING: "the embedded PostgreSQL is not running",
    Stop.IN_USE: "other processes use the embedded PostgreSQL: it stops with the last of them",
}


def start(configured: str) -> None:
    """Starts the embedded PostgreSQL server, which then runs until `stop` is called.

    `configured` is the setting NEWSBOT_DATABASE_URL, which must be empty.
    """
    with embedded(configured) as server:
        server.keep_up()
        print(
            f"the embedded PostgreSQL is up until `scrapy db stop`: {location.shown(server.url())}"
        )


def stop(configured: str) -> None:
    """Stops the embedded PostgreSQL server, and prints whether it has stopped already.

    If other processes use the server, it stops as soon as the last of them has ended. `configured`
    is the setting NEWSBOT_DATABASE_URL, which must be empty.
    """
    print(STOPPED[embedded(configured).stop()])


def upgrade(configured: str) -> int:
    """Brings the schema, the keys of stored URLs and the search index up to date.

    It prints what was done. The key of a URL is a hash (see `newsbot.urls.url_key`) by which a
    stored URL is found. The search index is that of the function `news.search`. If the database was
    restored from a dump, forgotten articles are deleted again; the result is their number.
    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    print(described(migrate.upgrade(connect(configured, direct=True)), "upgraded"))
    renew_keys(configured)
    prepare_search(connect(configured, direct=True))
    mark_forgotten(connect(configured, direct=True))
    again = forget_again(connect(configured))
    if again:
        print(
            f"{again} forgotten articles were in the dump, and are deleted again", file=sys.stderr
        )
    if index_for_search(connect(configured)):
        print("search index brought up to date")
    return again


def embedded(configured: str) -> EmbeddedServer:
    """The embedded PostgreSQL server.

    `configured` is the setting NEWSBOT_DATABASE_URL.

    Raises:
        ConfigurationError: the setting names another database.
    """
    if location.database_url(configured) is not None:
        raise ConfigurationError("NEWSBOT_DATABASE_URL is set, so the embedded server is not used")
    return EmbeddedServer(location.home())


def described(move: migrate.Move, verb: str) -> str:
    """A message about the migration `move`, e.g. "schema upgraded from none to 0001".

    `verb` is the word for what was done: "upgraded" or "downgraded".
    """
    if move.before == move.after:
        return f"schema is current ({move.after or 'none'})"
    return f"schema {verb} from {move.before or 'none'} to {move.after or 'none'}"


def renew_keys(configured: str) -> None:
    """Computes the keys of all stored URLs again, if an older version of newsbot computed them.

    The key of a URL is a hash (see `newsbot.urls.url_key`) by which a stored URL is found. Prints
    how many keys changed, and how many rows were merged with other rows because their keys are now
    the same. `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server
    is used.
    """
    engine = connect(configured)
    total = rows_to_read(engine)
    made = make_keys_anew(engine)
    batches = list(
        counted(made, lambda batch: batch.rows, what="URL keys", unit="rows", total=total)
    )
    if total:
        changed = sum(batch.changed for batch in batches)
        merged = sum(batch.merged for batch in batches)
        print(f"URL keys renewed: of {total} rows {changed} changed, {merged} went into others")


def print_current(configured: str) -> None:
    """Prints the revision of the database's schema.

    If this code needs another revision, that one is printed too. `configured` is the setting
    NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    found, needed = revisions.current(connect(configured)), revisions.head()
    print(f"{found} (head)" if found == needed else f"{found or 'none'}, this code needs {needed}")


def print_url(configured: str, *, with_password: bool) -> None:
    """Prints the URL of the database; if the embedded server is down, says so on stderr.

    `configured` is the setting NEWSBOT_DATABASE_URL. If it is empty, the URL is that of the
    embedded server. With `with_password`, the printed URL includes the password.
    """
    url = location.database_url(configured)
    if url is None:
        server = EmbeddedServer(location.home())
        url = server.url()
        if not server.is_running():
            print("not running: `scrapy db start` starts it", file=sys.stderr)
    print(location.shown(url, with_password=with_password))


def psql(configured: str, sql: str | None, *, as_json: bool) -> ExitCode:
    """Runs the SQL statements `sql` and prints their rows, or runs psql if `sql` is None.

    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    if sql is None:
        return run_psql(configured)
    run_sql(configured, sql, as_json=as_json)
    return ExitCode.OK


def run_psql(configured: str) -> ExitCode:
    """Runs psql in this terminal until the user quits psql.

    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    psql = find_psql(embedded=location.database_url(configured) is None)
    url = connect(configured).url
    # The password is passed to psql in an environment variable and not as an argument, because
    # every user of the machine can see the arguments of a program.
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    # The embedded server may stop when this process ends. So this process must not end before psql,
    # and it ignores Ctrl-C. In psql, Ctrl-C only cancels the current statement.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = subprocess.run(  # noqa: S603 - the machine's or the wheel's psql
        [psql, location.shown(url.set(password=None))], env=environment, check=False
    )
    return ExitCode.OK if ended.returncode == 0 else ExitCode.DATABASE


def run_sql(configured: str, sql: str, *, as_json: bool) -> None:
    """Runs SQL statements, and prints the rows that each returns: as JSON, or as a table.

    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
    """
    for result in run_statements(connect(configured), sql):
        if as_json:
            print_json([dict(zip(result.columns or (), row, strict=True)) for row in result.rows])
        else:
            print(as_table(result))


def as_table(result: StatementResult) -> str:
    """The rows that a statement returned, as a table in the layout of psql, and their number.

    For a statement that returns no rows, the result is PostgreSQL's command tag, e.g. "INSERT 0 2".
    """
    if result.columns is None:
        return result.tag
    # Number parsing is disabled, or else tabulate would print the text 0012 as 12.
    table = tabulate(result.texts, result.columns, tablefmt="psql", disable_numparse=True)
    number = len(result.texts)
    return f"{table}\n({number} row{'' if number == 1 else 's'})"
