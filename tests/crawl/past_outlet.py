"""Outlets with a past: monthly sitemaps of two years, each outlet on a host of its own."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from newsbot import clock
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_hosts import LocalHosts

MONTHS = 24


def months_back(count: int) -> date:
    """The first day of the month that was so many months ago."""
    today = clock.now().date()
    months = 12 * today.year + today.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


@dataclass
class PastOutlet:
    """An index of monthly sitemaps, the oldest first, as generators write them."""

    hosts: LocalHosts
    ip: str
    articles: int
    sitemaps: dict[str, list[str]] = field(default_factory=dict)
    """URL of a sitemap → the URLs of its articles, which have no dates."""

    def __post_init__(self) -> None:
        for month in reversed(range(MONTHS)):
            name = f"{months_back(month):%Y-%m}"
            numbers = range(month, self.articles, MONTHS)
            urls = [self.hosts.url(self.ip, f"/story-{number}") for number in numbers]
            self.sitemaps[self.hosts.url(self.ip, f"/sitemap-{name}.xml")] = urls
            for number, url in zip(numbers, urls, strict=True):
                self.hosts.add(url, news_page(f"Past{self.ip.rpartition('.')[2]}n{number}x"))
        for url, urls in self.sitemaps.items():
            self.serve(url, urls)
        inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in self.sitemaps)
        self.index = self.hosts.add(
            self.hosts.url(self.ip, "/index.xml"), f"<sitemapindex>{inner}</sitemapindex>"
        )

    def serve(self, url: str, urls: list[str]) -> None:
        links = "".join(f"<url><loc>{each}</loc></url>" for each in urls)
        self.hosts.add(url, f"<urlset>{links}</urlset>", Content_Type="application/xml")

    def add_feed(self, count: int) -> str:
        """A feed with so many articles of today, without dates."""
        urls = [self.hosts.url(self.ip, f"/today/bridge-{number}") for number in range(count)]
        for number, url in enumerate(urls):
            self.hosts.add(url, news_page(f"Today{number}x"))
        feed = self.hosts.url(self.ip, "/feed")
        return self.hosts.add(feed, feed_of(*urls), Content_Type="application/rss+xml")

    def asked(self) -> Counter[str]:
        """How often each article of the past was asked for."""
        prefix = self.hosts.url(self.ip, "/story-")
        return Counter(url for url in self.hosts.asked if url.startswith(prefix))

    def sitemaps_asked(self) -> list[str]:
        """The names of the sitemaps that were asked for, in order; empties the log."""
        names = [url.rpartition("/")[2] for url in self.hosts.asked if url.endswith(".xml")]
        self.hosts.asked.clear()
        return names


def sitemap_of(months: int) -> str:
    """The name of the sitemap of the month that was so many months ago."""
    return f"sitemap-{months_back(months):%Y-%m}.xml"
