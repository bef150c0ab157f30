"""The command `scrapy articles`, which removes single articles."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

HELP = """Removes single articles, e.g. after a request to take one down.

  scrapy articles forget https://gazette.example/mill     what is stored of the article at a URL
  scrapy articles forget 4711 4712                        the same for articles by their id
  scrapy articles forget URL --json                       for a script
  scrapy articles forget URL --write                      deletes it all; nothing is stored from its
                                                          URLs again
  scrapy articles forget URL --ahead --write              also a URL of which nothing is stored yet
  scrapy articles forget URL --undo                       crawls ask for it and store it again
  scrapy articles forgotten                               the URLs that are forgotten; --json

All texts of the article go, its URLs, rejections and pages in the archive. Copies on other sites
stay: the one stored first becomes the original of the others. Readers of news.changes are told.
Crawls may run meanwhile. If the command is stopped, the same command goes on.

Exit codes: 1 if nothing is stored of a URL or id; then nothing is deleted.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy articles`. Its first argument is "forget" or "forgotten"."""

    requires_crawler_process = False
    most_arguments = 1_000
    usage = "forget URL|ID [...] [--write|--undo] [--json] | forgotten [--json]"
    summary = "Remove single articles, and keep them from coming back"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy articles forget` to the parser."""
        super().add_options(parser)
        parser.add_argument("--write", action="store_true", help="delete what is shown")
        parser.add_argument(
            "--ahead", action="store_true", help="also forget URLs of which nothing is stored"
        )
        parser.add_argument("--undo", action="store_true", help="allow a forgotten article again")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Shows, deletes or allows again the articles that the arguments name."""
        from newsbot.actions.articles import forget_articles, list_forgotten, remember_articles

        if args == ["forgotten"] and not (opts.write or opts.undo or opts.ahead):
            list_forgotten(self.database_url, as_json=opts.json)
            return ExitCode.OK
        if not args or args[0] != "forget":
            raise UsageError("say what to do: forget URL, or forgotten, which takes only --json")
        names = list(dict.fromkeys(args[1:]))
        if not names:
            raise UsageError("name a URL or an id, e.g. scrapy articles forget 4711")
        if opts.undo:
            if opts.write or opts.json or opts.ahead:
                raise UsageError("--undo takes neither --write, --ahead nor --json")
            remember_articles(self.all_settings, names)
            return ExitCode.OK
        forget_articles(
            self.all_settings, names, write=opts.write, ahead=opts.ahead, as_json=opts.json
        )
        return ExitCode.OK
