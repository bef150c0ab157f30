"""The spiders `feed`, `sitemap` and `section`, which fetch the sources at given URLs.

The command is `scrapy crawl feed -a url=URL[,URL]`, for example.
"""

from typing import Any, ClassVar

from newsbot.crawling.arguments import web_urls
from newsbot.discovery.kinds import KINDS, Kind
from newsbot.sites.site import source_at
from newsbot.spiders.backfilling import BackfillSpider


class NamedSourcesSpider(BackfillSpider):
    """A spider that fetches the sources at given URLs, whether they are registered or not."""

    kind: ClassVar[str]
    """The kind of this spider's sources: a key of newsbot.discovery.kinds.KINDS."""

    def __init__(self, url: str | None = None, **others: Any) -> None:
        """Takes the URLs of the sources to fetch: `url` is one URL, or several separated by commas.

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
        self.require_past()


def spider_of(source_kind: Kind) -> type[NamedSourcesSpider]:
    """Makes the class of the spider for the sources of one kind, e.g. feeds."""

    class KindSpider(NamedSourcesSpider):
        """A spider that finds articles through sources of one kind, e.g. feeds."""

        name = source_kind.name
        kind: ClassVar[str] = source_kind.name
        usage: ClassVar[str] = (
            f"scrapy crawl {name} -a url=URL[,URL] "
            f"{BackfillSpider.backfill_usage if source_kind.has_past else '[-a minutes=N]'} "
            "[-a sites_file=PATH]"
        )

    return KindSpider


SPIDERS = {name: spider_of(kind) for name, kind in KINDS.items()}
# Scrapy finds a spider only if its class is a global name of a module.
globals().update(SPIDERS)
