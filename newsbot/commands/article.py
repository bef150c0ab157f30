"""`scrapy article`: extracts one page and shows the article; nothing is stored."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

HELP = """Shows what newsbot takes out of one page. Nothing is stored, no database is needed.

  scrapy article https://example.org/2026/05/ferry-sails-again
  scrapy article saved-page.html --json
  scrapy article saved-page.html --blocks

--blocks prints each block of the page with the probability that it is body (0 to 1) and what it was
classified as; blocks of the article have an asterisk. A rule of the site that says what the body is
is not applied here.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy article`, which extracts one page and shows the article."""

    fetches = True
    most_arguments = 1
    usage = "URL_OR_FILE [--blocks] [--json]"
    summary = "Show what is taken out of one page"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy article`, e.g. --blocks, to `parser`."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print a JSON object")
        parser.add_argument(
            "--blocks",
            action="store_true",
            help="print each block of the page, and why it is in the article or not",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the article, or the reason why the page is no article.

        With --blocks, all blocks of the page (e.g. its paragraphs) are printed instead. For each
        block, the output has the probability that the block belongs to the article, and the reason
        why the block was accepted or not.
        """
        from newsbot.actions.article import show_page

        if not args:
            raise UsageError("name a URL or a file, e.g. scrapy article page.html")
        show_page(self.process, args[0], blocks=opts.blocks, as_json=opts.json)
        return ExitCode.OK
