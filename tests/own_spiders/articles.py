"""A spider that finds articles in a way of its own, and leaves the rest to newsbot."""

from scrapy import Request

from newsbot.items import Link
from newsbot.spiders.base import NewsSpider


class ArchiveSpider(NewsSpider):
    name = "archive"

    def __init__(self, url="http://127.0.0.1:1/", **others):
        super().__init__(**others)
        self.url = url

    async def start(self):
        yield Request(self.url, self.parse_archive, dont_filter=True)

    def parse_archive(self, response):
        for href in response.css("a::attr(href)").getall():
            url = response.urljoin(href)
            yield self.article_request(Link(url=url), self.registry.site_of(url), None)
