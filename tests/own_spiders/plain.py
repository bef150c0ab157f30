"""Spiders that know nothing of newsbot and yield items of their own."""

from dataclasses import dataclass
from datetime import UTC, datetime

import scrapy
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class Notice(scrapy.Item):
    title = scrapy.Field()


@dataclass
class Report:
    title: str
    at: datetime


class PlainSpider(scrapy.Spider):
    name = "plain"

    def __init__(self, url="http://127.0.0.1:1/", **others):
        super().__init__(**others)
        self.start_urls = [url]

    def parse(self, response):
        title = response.css("title::text").get()
        yield {"title": title, "kind": "dict"}
        yield Notice(title=title)
        yield Report(title, datetime(2026, 5, 11, 6, 30, tzinfo=UTC))
        for url in response.css("a::attr(href)").getall():
            meta = {"link": url, "site": None, "source": "front page", "always": True}
            yield response.follow(url, self.parse_next, meta=meta)

    def parse_next(self, response):
        yield {"title": response.css("title::text").get(), "kind": response.meta["link"]}


class WalkSpider(CrawlSpider):
    name = "walk"
    allowed_domains = ("127.0.0.1",)
    custom_settings = {"DEPTH_LIMIT": 2, "DOWNLOAD_DELAY": 0}  # noqa: RUF012 - as users write it
    rules = (Rule(LinkExtractor(), callback="parse_item", follow=True),)

    def __init__(self, url="http://127.0.0.1:1/", **others):
        super().__init__(**others)
        self.start_urls = [url]

    def parse_item(self, response):
        return {"url": response.url}
