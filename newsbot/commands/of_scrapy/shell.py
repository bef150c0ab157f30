"""The command `scrapy shell`: Scrapy's interactive console, with one more function.

The function is `view_article(response)`. It prints the article on a page.
"""

import argparse
from functools import partial
from typing import Any

from scrapy.commands.shell import Command as ScrapyShell
from scrapy.http import Response

FILES = "scrapy.core.downloader.handlers.file.FileDownloadHandler"


class Command(ScrapyShell):
    """The command `scrapy shell`, which opens a console, stores nothing and needs no database."""

    def short_desc(self) -> str:
        """The line that describes the command in Scrapy's list of commands; Scrapy calls this."""
        return "Interactive scraping console, with view_article(response)"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Applies the options to the settings, and allows the console to open local files."""
        super().process_options(args, opts)
        if self.settings is not None:
            handlers = self.settings.getdict("DOWNLOAD_HANDLERS") | {"file": FILES}
            self.settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002 - Scrapy names it so
        """Adds `view_article` to the names that can be used in the console. Scrapy calls this."""
        vars["view_article"] = partial(_view_article, self.settings)


def _view_article(settings: Any, response: Response) -> Any:
    """Prints the article on a page as it would be stored, and returns it.

    If the page is no article, the reason is printed, and a NotAnArticle is returned.
    """
    from newsbot.actions.article import view_article

    return view_article(settings, response)
