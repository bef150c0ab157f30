"""`scrapy crawl pages -a urls=FILE_OR_URL[,…]`."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from scrapy import Request

from newsbot.items import Link, Rejection
from newsbot.spiders.arguments import files_or_urls
from newsbot.spiders.base import NewsSpider
from newsbot.urls import MAX_URL_BYTES, is_too_long


class PagesSpider(NewsSpider):
    """Fetches the articles that it is told to, known or not."""

    name = "pages"
    usage: ClassVar[str] = "scrapy crawl pages -a urls=FILE_OR_URL[,…] [-a sites_file=PATH]"

    def __init__(self, urls: str | None = None, **others: Any) -> None:
        """`urls` names addresses, and files with one a line.

        Raises:
            UsageError: it is missing, or there is an argument that this spider does not know.
            ConfigurationError: it has no usable address, or the sites file is not usable.
        """
        super().__init__(**others)
        if not urls:
            raise self.misuse("-a urls= is missing")
        self.urls = files_or_urls(urls)

    async def start(self) -> AsyncIterator[Request | Rejection]:
        """A request for each article; a rejection for a URL that is too long to be one's."""
        for url in self.urls:
            site = self.registry.site_of(url)
            if is_too_long(url):
                yield _too_long(url, site)
                continue
            request = self.article_request(Link(url=url), site, None)
            request.meta["always"] = True
            yield request


def _too_long(url: str, site: str) -> Rejection:
    return Rejection(
        url=url,
        requested_url=url,
        site=site,
        at=datetime.now(UTC),
        stage="download",
        reason="url_too_long",
        detail=f"{len(url)} bytes; at most {MAX_URL_BYTES} are asked for",
    )
