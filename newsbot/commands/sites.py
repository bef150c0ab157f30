"""`scrapy sites`: the registered sites."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from tabulate import tabulate

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode
from newsbot.sites.registry import load_registry

HELP = """Shows the sites that `scrapy crawl news` crawls, and their sources.

  scrapy sites list                      the registry that newsbot ships with
  scrapy sites list --sites-file FILE    another one
  scrapy sites list --json               for a script
"""


class Command(NewsbotCommand, ScrapyCommand):
    """Lists registered sites."""

    requires_crawler_process = False
    most_arguments = 1

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "list [--sites-file FILE] [--json]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Show the registered sites"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds this command's own options."""
        super().add_options(parser)
        parser.add_argument("--sites-file", type=Path, metavar="FILE", help="a registry of sites")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints a line a source."""
        if args != ["list"]:
            raise UsageError("say what to do, e.g. scrapy sites list")
        sites = load_registry(opts.sites_file).sites
        if opts.json:
            print(json.dumps([asdict(site) for site in sites], indent=2))
        else:
            rows = [
                [site.key, site.name, source.kind, source.url]
                for site in sites
                for source in site.sources
            ]
            print(tabulate(rows, headers=["site", "name", "kind", "source"], tablefmt="simple"))
        return ExitCode.OK
