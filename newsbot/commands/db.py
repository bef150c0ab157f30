"""`scrapy db`: the embedded server, the schema, and a way to look inside."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from tabulate import tabulate
from tqdm import tqdm

from newsbot.commands.base import NewsbotCommand, takes_any_text
from newsbot.errors import ConfigurationError, ExitCode
from newsbot.postgres import location
from newsbot.postgres.binaries import find_psql
from newsbot.postgres.embedded import EmbeddedServer, Stop
from newsbot.storage import migrate
from newsbot.storage.connection.statements import StatementResult, run_statements
from newsbot.storage.engine import connect
from newsbot.storage.url_keys.recomputing import Rekeyed, make_keys_anew, rows_to_read

HELP = """The database is NEWSBOT_DATABASE_URL, else an embedded PostgreSQL that starts by itself.

  scrapy db upgrade               create the schema, or bring it up to date
  scrapy db downgrade 0001        take it back to a revision; "base" removes it, and all data
  scrapy db current               the schema's revision
  scrapy db start                 keep the embedded server up, for psql and notebooks
  scrapy db stop                  let it go again
  scrapy db url                   the address to connect to; --show-password shows all of it
  scrapy db psql                  a psql on it
  scrapy db psql -c 'SELECT ...'  run SQL and print its rows, without psql; --json prints JSON
"""

STOPPED = {
    Stop.STOPPED: "the embedded PostgreSQL is stopped",
    Stop.NOT_RUNNING: "the embedded PostgreSQL is not running",
    Stop.IN_USE: "other processes use the embedded PostgreSQL: it stops with the last of them",
}


class Command(NewsbotCommand, ScrapyCommand):
    """The database's own command."""

    requires_crawler_process = False
    most_arguments = 2

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "start|stop|upgrade|downgrade REV|current|url|psql [-c SQL [--json]]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Start, migrate and query the database"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's, and those of psql and url."""
        super().add_options(parser)
        # Scrapy's formatter would run the lines of HELP together.
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("-c", dest="sql", metavar="SQL", help="with psql: run SQL, then leave")
        parser.add_argument("--json", action="store_true", help="with psql -c: print JSON")
        parser.add_argument("--show-password", action="store_true", help="with url")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """One of the command's actions."""
        refuse_stray_options(args, opts)
        configured = self.setting("NEWSBOT_DATABASE_URL")
        match args:
            case ["start"]:
                start(configured)
            case ["stop"]:
                stop(configured)
            case ["upgrade"]:
                move = migrate.upgrade(connect(configured, direct=True))
                print(described(move, "upgraded"))
                renew_keys(configured)
            case ["downgrade", revision]:
                move = migrate.downgrade(connect(configured, direct=True), revision)
                print(described(move, "downgraded"))
            case ["current"]:
                print_current(configured)
            case ["url"]:
                print_url(configured, with_password=opts.show_password)
            case ["psql"] if opts.sql is None:
                return run_psql(configured)
            case ["psql"]:
                for result in run_statements(connect(configured), opts.sql):
                    print(as_json(result) if opts.json else as_table(result))
            case _:
                raise UsageError(f"say one of {self.syntax()}")
        return ExitCode.OK


def refuse_stray_options(args: list[str], opts: argparse.Namespace) -> None:
    """Raise UsageError for options that the action does not know."""
    if opts.sql is not None and args != ["psql"]:
        raise UsageError("-c goes with psql")
    if opts.json and opts.sql is None:
        raise UsageError("--json goes with psql -c")
    if opts.show_password and args != ["url"]:
        raise UsageError("--show-password goes with url")


def start(configured: str) -> None:
    """Keep the embedded server up from now on."""
    with embedded(configured) as server:
        server.keep_up()
        print(
            f"the embedded PostgreSQL is up until `scrapy db stop`: {location.shown(server.url())}"
        )


def stop(configured: str) -> None:
    """Keep the embedded server up no longer."""
    print(STOPPED[embedded(configured).stop()])


def embedded(configured: str) -> EmbeddedServer:
    """The embedded server; raises ConfigurationError where another database is in use."""
    if location.database_url(configured) is not None:
        raise ConfigurationError("NEWSBOT_DATABASE_URL is set, so the embedded server is not used")
    return EmbeddedServer(location.home())


def described(move: migrate.Move, verb: str) -> str:
    """One line on a migration, e.g. "schema upgraded from none to 0001"."""
    if move.before == move.after:
        return f"schema is current ({move.after or 'none'})"
    return f"schema {verb} from {move.before or 'none'} to {move.after or 'none'}"


def renew_keys(configured: str) -> None:
    """Give stored URLs the keys that this code makes of them, if they have others; one line."""
    engine = connect(configured)
    total = rows_to_read(engine)
    batches = list(_with_bar(make_keys_anew(engine), total))
    if total:
        changed = sum(batch.changed for batch in batches)
        merged = sum(batch.merged for batch in batches)
        print(f"URL keys renewed: of {total} rows {changed} changed, {merged} went into others")


def _with_bar(batches: Iterable[Rekeyed], total: int) -> Iterator[Rekeyed]:
    try:
        with tqdm(desc="URL keys", total=total, unit=" rows", leave=False, disable=None) as bar:
            for batch in batches:
                bar.update(min(batch.rows, total - bar.n))
                yield batch
    except KeyboardInterrupt:
        print("Stopped: the same command goes on from here.", file=sys.stderr)
        raise


def print_current(configured: str) -> None:
    """The schema's revision, and the one that this code needs if it is another."""
    found, needed = migrate.current(connect(configured)), migrate.head()
    print(f"{found} (head)" if found == needed else f"{found or 'none'}, this code needs {needed}")


def print_url(configured: str, *, with_password: bool) -> None:
    """The address on stdout; that nothing runs there, on stderr."""
    url = location.database_url(configured)
    if url is None:
        server = EmbeddedServer(location.home())
        url = server.url()
        if not server.is_running():
            print("not running: `scrapy db start` starts it", file=sys.stderr)
    print(location.shown(url, with_password=with_password))


def run_psql(configured: str) -> ExitCode:
    """A psql at this terminal, until its user leaves it."""
    psql = find_psql(embedded=location.database_url(configured) is None)
    url = connect(configured).url
    # The password goes by the environment: everyone on the machine can list arguments.
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    # psql runs beside us, not in our place, so that the embedded server knows its user; Ctrl-C
    # cancels psql's statement and must not end us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = subprocess.run(  # noqa: S603 - the machine's or the wheel's psql
        [psql, location.shown(url.set(password=None))], env=environment, check=False
    )
    return ExitCode.OK if ended.returncode == 0 else ExitCode.DATABASE


def as_table(result: StatementResult) -> str:
    """The rows as psql frames them, and their number; the tag of a statement without rows."""
    if result.columns is None:
        return result.tag
    # Text stays as PostgreSQL spells it: tabulate would read 0012 as twelve.
    table = tabulate(result.texts, result.columns, tablefmt="psql", disable_numparse=True)
    number = len(result.texts)
    return f"{table}\n({number} row{'' if number == 1 else 's'})"


def as_json(result: StatementResult) -> str:
    """The rows as a JSON array of objects; times are ISO 8601, decimals are numbers."""
    rows = [dict(zip(result.columns or (), row, strict=True)) for row in result.rows]
    is_ascii = not takes_any_text()
    return json.dumps(rows, default=_json_value, ensure_ascii=is_ascii, indent=2)


def _json_value(value: object) -> str | float:
    if isinstance(value, date | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)
