"""`scrapy runs`: the ledger of crawls."""

import argparse
import json

from scrapy.commands import ScrapyCommand
from tabulate import tabulate

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode
from newsbot.storage.engine import connect, require_current_schema
from newsbot.storage.runs import latest_runs

HELP = """Shows the latest crawls, newest first: the rows of the view news.runs.

  scrapy runs              the latest ten
  scrapy runs -n 100       more of them
  scrapy runs --json       for a script
"""

SHOWN = (
    "run_id", "spider", "started_at", "finish_reason", "exit_code",
    "fetched", "new_articles", "copies", "revised", "amended", "unchanged", "rejected", "failed",
)  # fmt: skip


class Command(NewsbotCommand, ScrapyCommand):
    """Lists crawls."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "[-n N] [--json]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Show the latest crawls"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds this command's own options."""
        super().add_options(parser)
        parser.add_argument("-n", type=int, default=10, metavar="N", help="how many (default: 10)")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the runs."""
        engine = connect(self.setting("NEWSBOT_DATABASE_URL"))
        require_current_schema(engine)
        runs = [dict(run) for run in latest_runs(engine, opts.n)]
        if opts.json:
            print(json.dumps(runs, default=str, indent=2))
        else:
            rows = [[run[name] for name in SHOWN] for run in runs]
            print(tabulate(rows, headers=SHOWN, tablefmt="simple"))
        return ExitCode.OK
