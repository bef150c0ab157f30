"""`scrapy crawl sitemap -a url=URL[,URL]`."""

from typing import ClassVar

from newsbot.items import SourceKind
from newsbot.spiders.sources import NamedSourcesSpider


class SitemapSpider(NamedSourcesSpider):
    """Learns of articles from sitemaps, news sitemaps and sitemap indexes."""

    name = "sitemap"
    kind: SourceKind = "sitemap"
    usage: ClassVar[str] = "scrapy crawl sitemap -a url=URL[,URL] [-a sites_file=PATH]"
