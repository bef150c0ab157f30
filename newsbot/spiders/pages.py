"""The spider of `scrapy crawl pages -a urls=FILE_OR_URL[,…]`, for articles at given URLs."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy import Request

from newsbot.crawling.arguments import files_or_urls
from newsbot.items import Link
from newsbot.spiders.base import NewsSpider


class PagesSpider(NewsSpider):
    """A spider that fetches the articles at given URLs, whether they are stored already or not."""

    name = "pages"
    usage: ClassVar[str] = "scrapy crawl pages -a urls=FILE_OR_URL[,…] [-a sites_file=PATH]"

    def __init__(self, urls: str | None = None, **others: Any) -> None:
        """Takes the URLs of the articles to fetch.

        `urls` is a list of URLs and names of files, separated by commas. A file has one URL on each
        line.

        Raises:
            UsageError: `urls` is missing, or there is an argument that this spider does not know.
            ConfigurationError: `urls` names no usable URL, or the sites file is not usable.
        """
        super().__init__(**others)
        if not urls:
            raise self.misuse("-a urls= is missing")
        self.urls = files_or_urls(urls)

    async def start(self) -> AsyncIterator[Request]:
        """Yields a request for each URL that the user gave with `-a urls=…`."""
        for url in self.urls:
            request = self.article_request(Link(url=url), self.registry.site_of(url), None)
            request.meta["always"] = True
            yield request
