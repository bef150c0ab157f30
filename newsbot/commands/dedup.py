"""`scrapy dedup`: decides again which stored articles are copies of others."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.checking.moments import moment
from newsbot.errors import ExitCode

HELP = """Resolves again which stored articles are copies, as this version of newsbot does,
and shows what would change. Nothing that readers see changes before --write.

  scrapy dedup --since 7d            the articles first fetched in the last 7 days
  scrapy dedup --since 2026-05-01    since that day
  scrapy dedup                       show again what would change
  scrapy dedup --write               resolve what came since, and write the changes
  scrapy dedup --since 7d --write    both at once
  scrapy dedup --discard             forget the changes

After an interruption the same command goes on where it was. Crawls may run meanwhile.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy dedup`: decides again which stored articles are copies of others."""

    requires_crawler_process = False
    usage = "[--since WHEN] [--write | --discard] [--json]"
    summary = "Resolve again which stored articles are copies"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of this command."""
        super().add_options(parser)
        parser.add_argument("--since", type=moment, metavar="WHEN", help="e.g. 7d, 2026-05-01")
        parser.add_argument("--write", action="store_true", help="write the changes")
        parser.add_argument("--discard", action="store_true", help="forget the changes")
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Compares stored articles again, and prints which would become copies or originals.

        With --write, these changes are also made to the stored articles. With --discard, nothing is
        compared. Then the command only deletes the results that earlier calls without --write have
        stored.
        """
        from newsbot.actions.dedup import forget, show_changes

        if opts.discard and (opts.write or opts.json or opts.since is not None):
            raise UsageError("--discard goes with no other option")
        if opts.discard:
            forget(self.database_url)
        else:
            show_changes(self.database_url, opts.since, write=opts.write, as_json=opts.json)
        return ExitCode.OK
