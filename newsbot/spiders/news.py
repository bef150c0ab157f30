"""The spider of `scrapy crawl news [-a site=KEY[,KEY]]`, which crawls registered sites."""

from typing import Any, ClassVar

from newsbot.spiders.sources import SourcesSpider


class NewsSitesSpider(SourcesSpider):
    """A spider that fetches all sources of the registered sites, and the articles they list."""

    name = "news"
    usage: ClassVar[str] = "scrapy crawl news [-a site=KEY[,KEY]] [-a sites_file=PATH]"

    def __init__(self, site: str | None = None, **others: Any) -> None:
        """Chooses the sources to fetch: those of the sites whose keys are in `site`.

        `site` is "KEY" or "KEY,KEY,…"; if it is None, the sources of all registered sites are
        fetched.

        Raises:
            UsageError: `others` holds an argument that this spider does not know.
            ConfigurationError: a site is not registered, or the sites file is invalid.
        """
        super().__init__(**others)
        sites = self.registry.sites
        if site is not None:
            keys = dict.fromkeys(key.strip() for key in site.split(","))
            sites = tuple(self.registry.site(key) for key in keys)
        self.sources = tuple(source for site_ in sites for source in site_.sources)
