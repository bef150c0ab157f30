"""The command `scrapy parse`: Scrapy's own, but any page can be parsed.

If no spider handles the URL of a page, the page is parsed as an article.
"""

import argparse

from scrapy import Request
from scrapy.commands.parse import Command as ScrapyParse
from scrapy.utils.spider import spidercls_for_request

PAGES = "pages"


class Command(ScrapyParse):
    """The command `scrapy parse`, which shows what a spider reads from a page; stores nothing."""

    def set_spidercls(self, url: str, opts: argparse.Namespace) -> None:
        """Chooses the spider that parses the page at `url`.

        It is the spider that the user named, or else one that handles the URL. If there is neither,
        it is the spider `pages`.
        """
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls this
        loader = self.crawler_process.spider_loader
        if not opts.spider and spidercls_for_request(loader, Request(url)) is None:
            opts.spider = PAGES
        if opts.spider == PAGES:
            opts.spargs.setdefault("urls", url)
        super().set_spidercls(url, opts)
