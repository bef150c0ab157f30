"""`scrapy crawl KIND -a url=URL[,URL]`: a spider for each kind of source, named as the kind is."""

from typing import Any, ClassVar

from newsbot.crawling.arguments import web_urls
from newsbot.discovery.kinds import KINDS, Kind
from newsbot.sites.registry import source_at
from newsbot.spiders.sources import SourcesSpider


class NamedSourcesSpider(SourcesSpider):
    """Fetches the sources that `-a url=` names, registered or not."""

    kind: ClassVar[str]
    """The key of KINDS that all its sources have."""

    def __init__(self, url: str | None = None, **others: Any) -> None:
        """`url` is "URL[,URL]".

        Raises:
            UsageError: `url` is missing, or there is an argument that this spider does not know.
            ConfigurationError: `url` is no web URL, or the sites file is not usable.
        """
        super().__init__(**others)
        if not url:
            raise self.misuse("-a url= is missing")
        self.sources = tuple(
            source_at(each, self.kind, self.registry.site_of(each)) for each in web_urls(url)
        )


def spider_of(source_kind: Kind) -> type[NamedSourcesSpider]:
    """The spider class for one kind of source."""

    class KindSpider(NamedSourcesSpider):
        """Learns of articles from the sources of one kind that `-a url=` names."""

        name = source_kind.name
        kind: ClassVar[str] = source_kind.name
        usage: ClassVar[str] = f"scrapy crawl {name} -a url=URL[,URL] [-a sites_file=PATH]"

    return KindSpider


SPIDERS = {name: spider_of(kind) for name, kind in KINDS.items()}
# Scrapy looks for spiders among the names of a module.
globals().update(SPIDERS)
