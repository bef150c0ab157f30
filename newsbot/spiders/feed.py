"""`scrapy crawl feed -a url=URL[,URL]`."""

from typing import ClassVar

from newsbot.items import SourceKind
from newsbot.spiders.sources import NamedSourcesSpider


class FeedSpider(NamedSourcesSpider):
    """Learns of articles from RSS, RDF and Atom feeds."""

    name = "feed"
    kind: SourceKind = "feed"
    usage: ClassVar[str] = "scrapy crawl feed -a url=URL[,URL] [-a sites_file=PATH]"
