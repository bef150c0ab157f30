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
  scrapy crawl news -a minutes=30                    for so long at most; what is left is due later
  scrapy crawl news -a watch=1                       until it is stopped, for all that becomes due
  scrapy crawl news -a site=bbc -a since=2026-01-01  also the past of its sitemaps, section pages
  scrapy crawl sitemap -a url=https://example.org/sitemap.xml -a since=90d -a until=2026-03-01
  scrapy crawl section -a url=https://example.org/archive/2026/05/04 -a since=2026-01-01
                                                     each day since then; run it again to go on
  scrapy crawl feed -a url=https://example.org/rss   a source; kinds: {", ".join(KINDS)}
  scrapy crawl pages -a urls=urls.txt                the articles at the URLs in a file, one a line
  scrapy crawl warc -a path='archive/*.warc.gz'      articles out of WARC files; also -a host=HOST,
                                                     -a since=DATE -a until=DATE

Exit codes: 0 all went well, 1 configuration or an unexpected error, 2 usage, 3 the database failed,
4 other runs have all that is due in hand, 5 stopped by a signal, 6 the audit (-s AUDIT=1) found
something, or pages of the past are left (-a since=), 7 no source could be fetched, or of ten and
more pages none was good.
"""


class Command(NewsbotCommand, BaseRunSpiderCommand):
    """The command `scrapy crawl`, which runs a spider and stores what it finds."""

    fetches = True
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
