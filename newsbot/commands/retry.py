"""`scrapy retry`: counts URLs that gave no article, and has the next crawl request them again."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.checking.moments import moment
from newsbot.errors import ExitCode

HELP = """Shows which URLs gave no article, by reason and site, and when they are asked for again by
themselves. With --write the next crawl asks for all of them, given up or not, as if they were new.

If NEWSBOT_ARCHIVE has their pages, these are extracted again first, and only the URLs of those that
still give no article are asked for.

  scrapy retry                                     all of them
  scrapy retry --site bbc --since 30d              one site's, asked for in the last 30 days
  scrapy retry --reason http_403                   all that were refused so
  scrapy retry --reason cookie_wall --since 2026-05-01 --write
  scrapy retry --json                              for a script
  scrapy retry --accept [--site KEY]               texts that are held because they are so short
  scrapy retry --accept --site bbc --write         make them the articles' texts

`scrapy crawl` asks for what it is told of: a URL that a feed listed needs a crawl of that feed.
"""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy retry`, for URLs that gave no article.

    It shows how many such URLs there are. With --write, it has the next crawl request them again.
    """

    requires_crawler_process = False
    usage = "[--site KEY] [--reason NAME] [--since WHEN] [--accept] [--write] [--json]"
    summary = "Ask again for what gave no article"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy retry`, e.g. --reason, to `parser`."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="KEY", help="of one site, e.g. bbc, example.org")
        parser.add_argument("--reason", metavar="NAME", help="for one reason, e.g. cookie_wall")
        parser.add_argument("--since", type=moment, metavar="WHEN", help="e.g. 30d, 2026-05-01")
        parser.add_argument("--accept", action="store_true", help="show texts that are held")
        parser.add_argument("--write", action="store_true", help="have the next crawl ask for them")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints how many URLs that gave no article match the options, by reason and site.

        With --write, the next crawl requests these URLs again.

        With --accept, the command handles held texts instead. These are new texts of stored
        articles that are not shown yet because they are suspiciously short. The command prints how
        many there are and, with --write, accepts them.
        """
        from newsbot.actions.retry import accept_held, retry
        from newsbot.storage.frontier.retries import Asked

        if opts.accept:
            if opts.reason is not None or opts.since is not None:
                raise UsageError(
                    "--accept takes --site, but neither --reason nor --since", print_help=False
                )
            accept_held(self.database_url, opts.site, write=opts.write, as_json=opts.json)
            return ExitCode.OK
        asked = Asked(site=opts.site, reason=opts.reason, since=opts.since)
        retry(self.all_settings, asked, write=opts.write, as_json=opts.json)
        return ExitCode.OK
