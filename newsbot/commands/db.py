"""`scrapy db`: starts the embedded PostgreSQL server, migrates the schema, and runs psql or SQL."""

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

HELP = """The database is NEWSBOT_DATABASE_URL, else an embedded PostgreSQL that starts by itself.

  scrapy db upgrade               create the schema, or bring it up to date
  scrapy db downgrade 0014        what would be lost if the schema went back to a revision
  scrapy db downgrade 0014 --yes  take it back; "base" removes it, and all data
  scrapy db current               the schema's revision
  scrapy db start                 keep the embedded server up, for psql and notebooks
  scrapy db stop                  let it go again
  scrapy db url                   the URL to connect to; --show-password shows all of it
  scrapy db psql                  a psql on it
  scrapy db psql -c 'SELECT ...'  run SQL and print its rows, without psql; --json prints JSON
  scrapy db check                 what is wrong with the database server; --json prints JSON
  scrapy db roles                 make the roles newsbot_owner, newsbot_writer and newsbot_reader
  scrapy db roles --sql           print the SQL for that, for an administrator to run
  scrapy db roles --reader anna   make an account that may read what newsbot_reader reads
  scrapy db roles --password anna set a password: asks for it, or reads it from stdin
  scrapy db dump news.dump        write all data into a file, also beside a crawl; --force
                                  replaces an older file
  scrapy db restore news.dump     put them into a database; --yes drops what it has
  scrapy db prune                 how many rows are older than NEWSBOT_RETENTION allows, e.g.
                                  "runs=1y,rejections=90d"; --write deletes them
"""


# The options that only some actions take. The name that argparse gives to an option → the option,
# and the arguments that may be used with it.
ACTIONS_WITH = {
    "sql": ("-c", (["psql"],)),
    "json": ("--json", (["psql"], ["check"], ["prune"])),
    "show_password": ("--show-password", (["url"],)),
    "force": ("--force", (["dump"],)),
    "yes": ("--yes", (["downgrade"], ["restore"])),
    "write": ("--write", (["prune"],)),
    "as_sql": ("--sql", (["roles"],)),
    "reader": ("--reader", (["roles"],)),
    "password": ("--password", (["roles"],)),
}


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy db`, which starts, migrates and queries the database."""

    requires_crawler_process = False
    most_arguments = 2
    usage = (
        "start|stop|upgrade|downgrade REV [--yes]|current|url|psql [-c SQL [--json]]|check [--json]"
        "|roles [--sql|--reader NAME|--password NAME]|dump FILE [--force]|restore FILE [--yes]"
        "|prune [--write] [--json]"
    )
    summary = "Start, migrate, query, dump and restore the database"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of single actions, e.g. -c of `psql` and --yes of `downgrade`."""
        super().add_options(parser)
        parser.add_argument("-c", dest="sql", metavar="SQL", help="with psql: run SQL, then leave")
        parser.add_argument(
            "--json", action="store_true", help="with psql -c, check, prune: print JSON"
        )
        parser.add_argument("--show-password", action="store_true", help="with url")
        parser.add_argument("--force", action="store_true", help="with dump: replace a file")
        parser.add_argument("--yes", action="store_true", help="with downgrade, restore: lose data")
        parser.add_argument("--write", action="store_true", help="with prune: delete rows")
        of_roles = parser.add_mutually_exclusive_group()
        of_roles.add_argument(
            "--sql", dest="as_sql", action="store_true", help="with roles: only print the SQL"
        )
        of_roles.add_argument("--reader", metavar="NAME", help="with roles: make a reader")
        of_roles.add_argument("--password", metavar="NAME", help="with roles: set a password")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does the action that the first argument names, e.g. `start` or `upgrade`."""
        from newsbot.actions import db

        refuse_stray_options(args, opts)
        match args:
            case ["start"]:
                db.start(self.database_url)
            case ["stop"]:
                db.stop(self.database_url)
            case ["upgrade"]:
                db.upgrade(self.database_url)
            case ["downgrade", revision]:
                from newsbot.actions.database.downgrade import downgrade

                downgrade(self.database_url, revision, is_agreed=opts.yes)
            case ["current"]:
                db.print_current(self.database_url)
            case ["url"]:
                db.print_url(self.database_url, with_password=opts.show_password)
            case ["psql"]:
                return db.psql(self.database_url, opts.sql, as_json=opts.json)
            case ["check" | "roles" as action]:
                return serve_operators(action, self.database_url, opts)
            case ["dump" | "restore", _] | ["prune"]:
                self._keep(args, opts)
            case _:
                raise UsageError(f"say one of {self.syntax()}")
        return ExitCode.OK

    def _keep(self, args: list[str], opts: argparse.Namespace) -> None:
        from newsbot.actions.database.dump import dump
        from newsbot.actions.database.prune import prune
        from newsbot.actions.database.restore import restore

        match args:
            case ["dump", file]:
                dump(self.database_url, Path(file), replace=opts.force)
            case ["restore", file]:
                restore(self.database_url, Path(file), replace=opts.yes)
            case _:
                retention = self.setting("NEWSBOT_RETENTION")
                prune(self.database_url, retention, write=opts.write, as_json=opts.json)


def serve_operators(action: str, database_url: str, opts: argparse.Namespace) -> ExitCode:
    """Does the work of `scrapy db check` or `scrapy db roles`, and returns the exit code."""
    from newsbot.actions.database import check, roles

    if action == "check":
        return check.show_problems(database_url, as_json=opts.json)
    if opts.as_sql:
        roles.print_sql()
    elif opts.reader is not None:
        roles.make_reader(database_url, opts.reader)
    elif opts.password is not None:
        roles.change_password(database_url, opts.password)
    else:
        roles.make(database_url)
    return ExitCode.OK


def refuse_stray_options(args: list[str], opts: argparse.Namespace) -> None:
    """Raises UsageError if `opts` has an option that the requested action does not take.

    The action is the first of `args`, e.g. "psql".
    """
    for attribute, (option, actions) in ACTIONS_WITH.items():
        if getattr(opts, attribute) not in (None, False) and args[:1] not in actions:
            raise UsageError(f"{option} goes with {' or '.join(each for (each,) in actions)}")
    if opts.json and args == ["psql"] and opts.sql is None:
        raise UsageError("--json goes with psql -c")
