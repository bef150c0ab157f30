"""`scrapy crawl section -a url=URL[,URL]`."""

from typing import ClassVar

from newsbot.items import SourceKind
from newsbot.spiders.sources import NamedSourcesSpider


class SectionSpider(NamedSourcesSpider):
    """Learns of articles from the links on section pages."""

    name = "section"
    kind: SourceKind = "section"
    usage: ClassVar[str] = "scrapy crawl section -a url=URL[,URL] [-a sites_file=PATH]"
