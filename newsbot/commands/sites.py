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
from newsbot.sites.registry import Site, load_registry
from newsbot.sites.rule_book import RuleBook, rule_folders

HELP = """Shows the sites that `scrapy crawl news` crawls, their sources and where their rules are.

  scrapy sites list                      the registry that newsbot ships with
  scrapy sites list --sites-file FILE    another one
  scrapy sites list --json               for a script
"""

HEADERS = ["site", "name", "kind", "source", "rules"]


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
        registry = load_registry(opts.sites_file)
        rules = RuleBook(registry, rule_folders(self.setting("NEWSBOT_SITE_RULES")))
        sites = [(site, _origin(rules, site)) for site in registry.sites]
        if opts.json:
            print(
                json.dumps([asdict(site) | {"rules": origin} for site, origin in sites], indent=2)
            )
        else:
            rows = [
                [site.key, site.name, source.kind, source.url, origin]
                for site, origin in sites
                for source in site.sources
            ]
            print(tabulate(rows, headers=HEADERS, tablefmt="simple"))
        return ExitCode.OK


def _origin(rules: RuleBook, site: Site) -> str | None:
    """Where a site's rules are written."""
    found = rules.rules_of_site(site)
    return None if found is None else found.origin
