"""`scrapy archive`: shows and deletes archived pages, i.e. fetched pages in WARC files."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.checking.moments import moment
from newsbot.errors import ExitCode

HELP = """Shows and prunes the archive: the WARC files in the folder NEWSBOT_ARCHIVE, in which
crawls keep all pages that they fetch. `scrapy reextract` extracts them again.

  scrapy archive status                       files, pages, sizes
  scrapy archive prune --older-than 30d       which files are older; --write deletes them
  scrapy archive prune --missing --write      the rows of files that are not in the folder any more
  scrapy archive prune --site KEY --write     the pages of a site are deleted for good
  scrapy archive prune --write                completes files of killed crawls, and deletes the
                                              oldest files beyond NEWSBOT_ARCHIVE_MAX_GB
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy archive`: shows what is in the archive of pages, or deletes pages."""

    requires_crawler_process = False
    most_arguments = 1
    usage = "status | prune [--older-than WHEN | --site KEY | --missing] [--write] [--json]"
    summary = "Show and prune the pages that are kept"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy archive`, e.g. --older-than, to `parser`."""
        super().add_options(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--older-than", type=moment, metavar="WHEN", help="e.g. 30d, 2026-05-01")
        which.add_argument("--site", metavar="KEY", help="all pages of a site")
        which.add_argument("--missing", action="store_true", help="files that are not there")
        parser.add_argument("--write", action="store_true", help="delete, and do not only show")
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Shows what the archive has; with `prune`, shows what can be deleted, or deletes it."""
        from newsbot.actions.archive.files import show_old, show_site, show_status

        what = args[0] if args else "status"
        if what not in {"status", "prune"}:
            raise UsageError(f"unknown action {what!r}: choose status or prune", print_help=False)
        settings, is_json = self.all_settings, opts.json
        if what == "status":
            if opts.older_than or opts.site or opts.missing or opts.write:
                raise UsageError("status takes no option but --json", print_help=False)
            show_status(settings, as_json=is_json)
        elif opts.site is not None:
            show_site(settings, opts.site, write=opts.write, as_json=is_json)
        else:
            show_old(
                settings,
                opts.older_than,
                missing=opts.missing,
                write=opts.write,
                as_json=is_json,
            )
        return ExitCode.OK
