"""`scrapy crawl news [-a site=KEY[,KEY]]`."""

from typing import Any, ClassVar

from newsbot.spiders.sources import SourcesSpider


class NewsSitesSpider(SourcesSpider):
    """A spider that learns of articles from all sources of the registered sites."""

    name = "news"
    usage: ClassVar[str] = "scrapy crawl news [-a site=KEY[,KEY]] [-a sites_file=PATH]"

    def __init__(self, site: str | None = None, **others: Any) -> None:
        """Takes the sources of the sites in `site`, "KEY[,KEY]", or of all registered sites.

        Raises:
            UsageError: there is an argument that this spider does not know.
            ConfigurationError: a site is not registered, or the sites file is not usable.
        """
        super().__init__(**others)
        sites = self.registry.sites
        if site is not None:
            keys = dict.fromkeys(key.strip() for key in site.split(","))
            sites = tuple(self.registry.site(key) for key in keys)
        self.sources = tuple(source for site_ in sites for source in site_.sources)
