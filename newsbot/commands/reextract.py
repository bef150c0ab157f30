"""`scrapy reextract`: extracts the pages of the archive again."""

import argparse
from collections.abc import Callable
from datetime import datetime

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.crawling.moments import named_end, named_moment
from newsbot.errors import ExitCode

HELP = """Extracts the pages again that NEWSBOT_ARCHIVE keeps, with the extractor, the rules and the
boilerplate of now; nothing is requested. A text that differs becomes a further version of its
article, and a page that gave no article may give one. An interrupted command goes on when it is
given again.

  scrapy reextract --dry-run                       what would change, with the worst and the median
  scrapy reextract --older                         what another version of the extractor has read
  scrapy reextract --site bbc --since 30d
  scrapy reextract --reason too_short --since 2026-05-01 --until 2026-05-31
  scrapy reextract --extractor-version trafilatura-2.3.1+6 --json
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy reextract`, which extracts the pages of the archive again."""

    requires_crawler_process = False
    usage = (
        "[--site KEY] [--since WHEN] [--until WHEN] [--reason NAME] "
        "[--older | --extractor-version VERSION] [--dry-run] [--json]"
    )
    summary = "Extract archived pages again"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy reextract`, e.g. --dry-run, to `parser`."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="KEY", help="of one site, e.g. bbc, example.org")
        parser.add_argument("--since", metavar="WHEN", help="fetched since, e.g. 30d, 2026-05-01")
        parser.add_argument("--until", metavar="WHEN", help="fetched until, e.g. 2026-05-31")
        parser.add_argument("--reason", metavar="NAME", help="rejected for it, e.g. too_short")
        versions = parser.add_mutually_exclusive_group()
        versions.add_argument(
            "--older", action="store_true", help="not read by the present extractor yet"
        )
        versions.add_argument(
            "--extractor-version", metavar="VERSION", help="last read by this extractor"
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Re-extracts the archived pages that the options select, or shows what would change."""
        from newsbot.actions.archive.reextract import reextract, show_differences
        from newsbot.extraction.version import EXTRACTOR_VERSION
        from newsbot.storage.archive.selection import Asked

        asked = Asked(
            site=opts.site,
            since=_moment("since", opts.since, named_moment),
            until=_moment("until", opts.until, named_end),
            reason=opts.reason,
            extractor_version=opts.extractor_version,
            not_version=EXTRACTOR_VERSION if opts.older else None,
        )
        if asked.since is not None and asked.until is not None and asked.until < asked.since:
            text = f"--until {opts.until} is before --since {opts.since}"
            raise UsageError(text, print_help=False)
        if opts.dry_run:
            return show_differences(self.all_settings, asked, as_json=opts.json)
        names = ("site", "since", "until", "reason", "extractor_version", "older")
        options = {name: str(value) for name in names if (value := getattr(opts, name))}
        return reextract(self.all_settings, asked, options, as_json=opts.json)


def _moment(name: str, value: str | None, read: Callable[[str], datetime]) -> datetime | None:
    try:
        return None if value is None else read(value)
    except ValueError as error:
        raise UsageError(f"argument --{name}: {error}", print_help=False) from error
