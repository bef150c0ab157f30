"""`scrapy crawl`: runs a spider; this command replaces Scrapy's command of the same name."""

import argparse

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.discovery.kinds import KINDS
from newsbot.errors import ExitCode

HELP = f"""Runs a spider and stores what it finds.

  scrapy crawl news                                  all sources of the registered sites
  scrapy crawl news -a site=bbc,npr                  some of them
  scrapy crawl feed -a url=https://example.org/rss   a source; kinds: {", ".join(KINDS)}
  scrapy crawl pages -a urls=urls.txt                the articles at the URLs in a file, one a line
  scrapy crawl warc -a path='archive/*.warc.gz'      articles out of WARC files

Exit codes: 0 all went well, 1 configuration or an unexpected error, 2 usage, 3 the database failed,
5 stopped by a signal, 7 no source could be fetched, or of ten and more pages none was good.
"""


class Command(NewsbotCommand, BaseRunSpiderCommand):
    """The command `scrapy crawl`, which runs a spider and stores what it finds."""

    most_arguments = 1
    usage = "<spider> [-a NAME=VALUE ...] [options]"
    summary = "Run a spider and store what it finds"
    manual = HELP

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Checks the spider's name, its arguments and the database, and then runs the spider."""
        from newsbot.actions.crawl import crawl

        if not args:
            raise UsageError("name a spider, e.g. scrapy crawl news; `scrapy list` lists them")
        return crawl(self.process, self._create_crawler, args[0], opts.spargs)
