"""`scrapy runs`: shows the latest crawls and how they ended."""

import argparse

from scrapy.commands import ScrapyCommand

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

HELP = """Shows the latest crawls, newest first: the rows of the view news.runs.

  scrapy runs              the latest ten
  scrapy runs -n 100       more of them
  scrapy runs --hosts      with the names of the hosts that each has leased
  scrapy runs --json       for a script

The column "left" counts the sitemaps and section pages of the past that a crawl with -a since= has
left to the next one.
A run is running, ended, or killed: then it has not been heard of for a minute and did not end.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy runs`, which shows the latest crawls."""

    requires_crawler_process = False
    usage = "[-n N] [--hosts] [--json]"
    summary = "Show the latest crawls"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy runs`, e.g. --hosts, to `parser`."""
        super().add_options(parser)
        parser.add_argument("-n", type=int, default=10, metavar="N", help="how many (default: 10)")
        parser.add_argument("--hosts", action="store_true", help="name the leased hosts")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the latest crawls as a table or, with --json, as JSON."""
        from newsbot.actions.runs import show_runs

        show_runs(self.database_url, opts.n, as_json=opts.json, with_hosts=opts.hosts)
        return ExitCode.OK
