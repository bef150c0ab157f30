"""The work of `scrapy sites list`: prints the registered sites."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from newsbot.actions.output import print_json, print_table
from newsbot.sites.registry import Registry
from newsbot.sites.rule_book import RuleBook, rule_folders
from newsbot.sites.site import Site

HEADERS = ("site", "name", "country", "language", "kind", "source", "status", "rules")


def show_sites(registry: Registry, sites: Sequence[Site], folders: str, *, as_json: bool) -> None:
    """Prints the sources (feeds, sitemaps, section pages) of registered sites.

    For each site, it also prints where the extraction rules are: in a rule file, or in the entry of
    the site in the registry.

    Args:
        registry: the registry.
        sites: the sites of the registry that are printed.
        folders: the setting NEWSBOT_SITE_RULES, which lists folders with rule files.
        as_json: print a JSON array, not a table.
    """
    book = RuleBook(registry, rule_folders(folders))
    found = ((site, book.rules_of_site(site)) for site in sites)
    entries = [(site, None if rules is None else rules.origin) for site, rules in found]
    if as_json:
        print_json([_as_json(site) | {"rules": origin} for site, origin in entries])
        return
    rows = [
        (*_of_site(site), source.kind, source.url, site.status, origin)
        for site, origin in entries
        for source in site.sources
    ]
    print_table(rows, HEADERS)


def _as_json(site: Site) -> dict[str, Any]:
    entry = asdict(site)
    for source in entry["sources"]:
        source.pop("userinfo")  # a password is not printed
    return entry


def _of_site(site: Site) -> tuple[str | None, ...]:
    return (site.key, site.name, site.country, site.language)
