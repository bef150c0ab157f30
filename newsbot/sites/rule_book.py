"""Finds the extraction rules for a page, in its site's registry entry or in a file for its host."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from newsbot.errors import ConfigurationError
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.sites.ftr import read_rules
from newsbot.sites.registry import Registry, listed
from newsbot.sites.site import Site

logger = logging.getLogger(__name__)


def rule_folders(setting: str) -> list[Path]:
    """The folders that the setting NEWSBOT_SITE_RULES lists, separated by commas."""
    return [Path(name) for name in listed(setting)]


class RuleBook:
    """Finds the extraction rules for a page, in the registry or in folders of rule files.

    A file is read when the rules for its host are first needed. A file with a mistake is ignored,
    and a warning is logged.
    """

    def __init__(self, registry: Registry, folders: Sequence[Path]) -> None:
        """Takes the registry and the folders of rule files.

        If several folders have a file with the same name, the file in the first folder is used.

        Raises:
            ConfigurationError: one of the paths is no folder.
        """
        for folder in folders:
            if not folder.is_dir():
                raise ConfigurationError(
                    f"NEWSBOT_SITE_RULES: {folder} is no folder; name one with files like "
                    "example.org.txt in it"
                )
        self._registry = registry
        self._folders = folders
        self._by_host: dict[str, SiteRules | None] = {}
        self._by_file: dict[Path, SiteRules | None] = {}

    def rules_for(self, url: str) -> SiteRules | None:
        """The rules for the page at a URL; None if there are none."""
        key = self._registry.registered_site_of(url)
        rules = None if key is None else self._registry.site(key).rules
        return rules or self._of_host(urlsplit(url).hostname or "")

    def rules_of_site(self, site: Site) -> SiteRules | None:
        """The extraction rules for a site's pages; None if there are none.

        Rules may be written for each domain of the site. If several domains have rules, those of
        the first domain are taken.
        """
        found = (self.rules_for(f"https://{domain}/") for domain in site.domains)
        return next((rules for rules in found if rules is not None), None)

    def _of_host(self, host: str) -> SiteRules | None:
        if host not in self._by_host:
            files = (folder / name for name in _file_names(host) for folder in self._folders)
            found = (self._read(file) for file in files)
            self._by_host[host] = next((rules for rules in found if rules is not None), None)
        return self._by_host[host]

    def _read(self, file: Path) -> SiteRules | None:
        if file not in self._by_file:
            self._by_file[file] = None
            try:
                self._by_file[file] = read_rules(file) if file.is_file() else None
            except ConfigurationError as error:
                logger.warning("These site rules are passed over: %s", error)
        return self._by_file[file]


def _file_names(host: str) -> Iterator[str]:
    """The names that a rule file for a host may have, the most specific first.

    For "a.b.org" these are `a.b.org.txt` and `.b.org.txt`. A leading "www." is ignored.
    """
    name = host.removeprefix("www.")
    yield f"{name}.txt"
    while "." in (name := name.partition(".")[2]):
        yield f".{name}.txt"
