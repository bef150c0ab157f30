"""`scrapy sites`: shows the registered sites, their sources, and where their rules are."""

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

HELP = """Shows the sites that `scrapy crawl news` crawls, their sources and where their rules are.

  scrapy sites list                              the registry: newsbot's, and that of NEWSBOT_SITES
  scrapy sites list --country de,at              the sites of some countries
  scrapy sites list --language de                the sites in some languages
  scrapy sites list --sites-file PATH            another registry: a file, or a folder of files
  scrapy sites list --json                       for a script
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy sites`, which shows the registered sites."""

    requires_crawler_process = False
    most_arguments = 1
    usage = "list [--country CODE,…] [--language CODE,…] [--sites-file PATH] [--json]"
    summary = "Show the registered sites"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of this command."""
        super().add_options(parser)
        parser.add_argument("--sites-file", type=Path, metavar="PATH", help="a registry of sites")
        parser.add_argument("--json", action="store_true", help="print a JSON array")
        parser.add_argument("--country", default="", metavar="CODE,…", help="ISO 3166-1 codes")
        parser.add_argument("--language", default="", metavar="CODE,…", help="ISO 639-1 codes")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the registered sites as a table or, with --json, as JSON."""
        from newsbot.actions.sites.listing import show_sites
        from newsbot.sites.registry import listed, load_registry, own_sites

        if args != ["list"]:
            raise UsageError("say what to do, e.g. scrapy sites list")
        registry = load_registry(opts.sites_file, own_sites(self.setting("NEWSBOT_SITES")))
        sites = registry.chosen((), listed(opts.country), listed(opts.language))
        show_sites(registry, sites, self.setting("NEWSBOT_SITE_RULES"), as_json=opts.json)
        return ExitCode.OK
