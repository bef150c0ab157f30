"""`scrapy audit`: the sites and sources that broke, since when, and what to do."""

import argparse
import json
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newsbot.actions.audit import as_row, audit_sites, block
from newsbot.actions.notices import services_of
from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode
from newsbot.sites.registry import load_registry
from newsbot.storage.engine import connect, require_current_schema

HELP = """Tells which registered sites and sources broke: since when, by what evidence, what to do.

  scrapy audit                      all registered sites
  scrapy audit --site bbc,npr       some of them
  scrapy audit --sites-file FILE    those of another registry
  scrapy audit --json               for a script

With NEWSBOT_NOTIFY, people are told of each fault once, and once when it is over.
Exit code 6 if there is a finding, else 0.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """Audits sites."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "[--site KEY,…] [--sites-file FILE] [--json]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Show which sites and sources broke"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds this command's own options."""
        super().add_options(parser)
        parser.add_argument("--site", default="", metavar="KEY,…", help="only these sites")
        parser.add_argument("--sites-file", type=Path, metavar="FILE", help="a registry of sites")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the findings."""
        registry = load_registry(opts.sites_file)
        keys = {registry.site(key.strip()).key for key in opts.site.split(",") if key.strip()}
        sender = services_of(self.setting("NEWSBOT_NOTIFY"))
        url = self.setting("NEWSBOT_DATABASE_URL")
        require_current_schema(connect(url))
        findings = audit_sites(url, registry, keys, sender)
        if opts.json:
            print(json.dumps([as_row(each) for each in findings], indent=2))
        elif findings:
            print("\n\n".join(map(block, findings)))
        else:
            print("Nothing is wrong with any of the sites.")
        return ExitCode.EXPECTATIONS if findings else ExitCode.OK
