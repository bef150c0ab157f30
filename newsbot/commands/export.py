"""`scrapy export`: writes articles, and later their changes, as JSON lines, CSV or Parquet."""

import argparse
from datetime import datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.checking.moments import moment
from newsbot.errors import ExitCode

FORMS = ("jsonl", "csv", "parquet")
HELP = """Writes the rows of the view news.articles, for other tools to read.

  scrapy export > articles.jsonl                          all articles, as JSON lines
  scrapy export --format csv --out articles.csv           the same as CSV
  scrapy export --format parquet --out articles.parquet   a folder of Parquet files
  scrapy export --copies --out articles.jsonl             copies too: the view news.all_articles
  scrapy export --since 7d                                only what was stored or changed since then
  scrapy export --since 123456                            ... after this change_id of news.changes
  scrapy export --out articles.jsonl --follow             go on with what changes, until Ctrl-C

The column "op" is "upsert": this is how the article is now. Or it is "delete", with nothing but the
id: the article is gone or, without --copies, has turned out to be a copy.

With --out FILE, FILE.state says how far the export is. The same command goes on from there: after
an interruption, and later with what has changed since.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy export`, which writes articles for other tools."""

    requires_crawler_process = False
    usage = "[--since ID|DATE] [--format jsonl|csv|parquet] [--copies] [--out FILE] [--follow]"
    summary = "Export articles as JSON lines, CSV or Parquet"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy export`, e.g. --since, to `parser`."""
        super().add_options(parser)
        parser.add_argument(
            "--since",
            metavar="ID|DATE",
            help="only what changed after a change_id, or from a date (2026-05-01) or time (7d) on",
        )
        parser.add_argument("--format", choices=FORMS, default="jsonl", help="default: jsonl")
        parser.add_argument("--copies", action="store_true", help="export copies too")
        parser.add_argument(
            "--out", type=Path, metavar="FILE", help="write to FILE (parquet: a folder), not stdout"
        )
        parser.add_argument("--follow", action="store_true", help="go on with what changes")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Writes the articles to stdout, a file or a folder."""
        from newsbot.actions.export.exporting import Order, export
        from newsbot.storage.readers.article_rows import ALL, ORIGINALS

        if opts.format == "parquet" and opts.out is None:
            raise UsageError("--format parquet needs --out FOLDER")
        order = Order(
            form=opts.format,
            view=ALL if opts.copies else ORIGINALS,
            since=_since(opts.since),
            since_text=opts.since,
            out=opts.out,
        )
        export(self.database_url, order, follow=opts.follow)
        return ExitCode.OK


def _since(value: str | None) -> int | datetime | None:
    """The value of --since: a `change_id` if it has only digits, otherwise a moment.

    Raises:
        UsageError: the value is neither.
    """
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return int(value)
    try:
        return moment(value)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"--since: {error}, or a change_id") from error
