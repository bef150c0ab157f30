"""The spider of `scrapy crawl news [-a site=KEY[,KEY]]`, which crawls registered sites."""

from dataclasses import replace
from typing import Any, ClassVar

from newsbot.sites.registry import listed
from newsbot.spiders.backfilling import BackfillSpider


class NewsSitesSpider(BackfillSpider):
    """A spider that finds articles by feeds, sitemaps and section pages of registered sites."""

    name = "news"
    is_told: ClassVar[bool] = False
    usage: ClassVar[str] = (
        "scrapy crawl news [-a site=KEY[,KEY]] [-a country=DE[,AT]] [-a language=de[,en]] "
        f"{BackfillSpider.backfill_usage} [-a watch=1] [-a sites_file=PATH]"
    )

    def __init__(
        self,
        site: str | None = None,
        country: str | None = None,
        language: str | None = None,
        watch: str = "0",
        **others: Any,
    ) -> None:
        """Chooses the sources to fetch, and whether the run waits for later work.

        Args:
            site: the keys of the sites whose sources are fetched, separated by commas; None: all.
            country: ISO 3166-1 codes, separated by commas, e.g. "DE,AT". Only sites of these
                countries are fetched; None: those of all countries.
            language: ISO 639-1 codes, separated by commas, e.g. "de,en". Only sites in these
                languages are fetched; None: those in all languages.
            watch: "1": the run waits for work when nothing is due. "0": it ends then.
            others: the arguments of the base class.

        Raises:
            UsageError: `watch` is wrong; `site`, `country` or `language` is empty; or an argument
                in `others` is unknown.
            ConfigurationError: a site is not registered; no registered site is of the country and
                language; or the sites file is invalid.
        """
        super().__init__(**others)
        if watch not in {"0", "1"}:
            raise self.misuse(f"-a watch={watch!r} has to be 1 or 0")
        self.budget = replace(self.budget, is_watching=watch == "1")
        conditions = {"site": site, "country": country, "language": language}
        sites = self.registry.chosen(*(self._listed(*each) for each in conditions.items()))
        if any(value is not None for value in conditions.values()):
            self.only_sites = tuple(each.key for each in sites)
        self.sources = tuple(source for site_ in sites for source in site_.sources)
        self.require_past()

    def _listed(self, name: str, value: str | None) -> list[str]:
        parts = listed(value or "")
        # An argument with an empty value is an error: the value was probably a shell variable that
        # is not set.
        if value is not None and not parts:
            raise self.misuse(f"-a {name}= is empty")
        return parts
