"""`scrapy sites list`: shows the registered sites, their sources, and where their rules are."""

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

HELP = """Shows the sites that `scrapy crawl news` crawls, their sources and where their rules are.

  scrapy sites list                      the registry that newsbot ships with
  scrapy sites list --sites-file FILE    another one
  scrapy sites list --json               for a script
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy sites list`, which shows the registered sites."""

    requires_crawler_process = False
    most_arguments = 1
    usage = "list [--sites-file FILE] [--json]"
    summary = "Show the registered sites"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of this command."""
        super().add_options(parser)
        parser.add_argument("--sites-file", type=Path, metavar="FILE", help="a registry of sites")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the registered sites as a table or, with --json, as JSON."""
        from newsbot.actions.sites import show_sites

        if args != ["list"]:
            raise UsageError("say what to do, e.g. scrapy sites list")
        show_sites(opts.sites_file, self.setting("NEWSBOT_SITE_RULES"), as_json=opts.json)
        return ExitCode.OK
