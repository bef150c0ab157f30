"""The work of `scrapy sites list`: prints the registered sites."""

from dataclasses import asdict
from pathlib import Path

from newsbot.actions.output import print_json, print_table
from newsbot.sites.registry import load_registry
from newsbot.sites.rule_book import RuleBook, rule_folders

HEADERS = ("site", "name", "kind", "source", "rules")


def show_sites(sites_file: Path | None, folders: str, *, as_json: bool) -> None:
    """Prints the sources (feeds, sitemaps, section pages) of all registered sites.

    It is also printed where the extraction rules for each site are: in a rule file, or in the
    site's entry in the registry. `sites_file` is the registry file. If it is None, the one that
    newsbot ships with is read. `folders` is the setting NEWSBOT_SITE_RULES, which lists folders
    with rule files.
    """
    registry = load_registry(sites_file)
    book = RuleBook(registry, rule_folders(folders))
    found = ((site, book.rules_of_site(site)) for site in registry.sites)
    sites = [(site, None if rules is None else rules.origin) for site, rules in found]
    if as_json:
        print_json([asdict(site) | {"rules": origin} for site, origin in sites])
        return
    rows = [
        (site.key, site.name, source.kind, source.url, origin)
        for site, origin in sites
        for source in site.sources
    ]
    print_table(rows, HEADERS)
