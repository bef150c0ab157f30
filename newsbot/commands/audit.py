"""`scrapy audit`: prints the faults of sites and their sources, and what to do about them."""

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

HELP = """Tells which registered sites and sources broke: since when, by what evidence, what to do.

  scrapy audit                      all registered sites
  scrapy audit --site bbc,npr       some of them
  scrapy audit --sites-file FILE    those of another registry
  scrapy audit --json               for a script

With NEWSBOT_NOTIFY, people are told of each fault once, and once when it is over.
Exit code 6 if there is a finding, else 0.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy audit`, which looks for faults of the registered sites."""

    requires_crawler_process = False
    usage = "[--site KEY,…] [--sites-file FILE] [--json]"
    summary = "Show which sites and sources broke"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy audit`, e.g. --site, to `parser`."""
        super().add_options(parser)
        parser.add_argument("--site", default="", metavar="KEY,…", help="only these sites")
        parser.add_argument("--sites-file", type=Path, metavar="FILE", help="a registry of sites")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Audits the sites and prints the findings, i.e. the faults that were found.

        The exit code is EXPECTATIONS if there are any findings.
        """
        from newsbot.actions.audit import show_findings
        from newsbot.sites.registry import listed, load_registry, own_sites

        is_well = show_findings(
            self.database_url,
            load_registry(opts.sites_file, own_sites(self.setting("NEWSBOT_SITES"))),
            listed(opts.site),
            self.setting("NEWSBOT_NOTIFY"),
            as_json=opts.json,
        )
        return ExitCode.OK if is_well else ExitCode.EXPECTATIONS
