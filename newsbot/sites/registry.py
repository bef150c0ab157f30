"""The registry of sites: TOML files with one entry for each publisher.

    [sites.harbour-gazette]
    name = "The Harbour Gazette"
    country = "GB"                      # optional, like language, home, owner and status
    language = "en"
    home = "https://gazette.example/"
    domains = ["gazette.example"]       # host or host:port; a host includes its subdomains
    sources = [
      { kind = "feed", url = "https://gazette.example/rss" },
      { kind = "sitemap", url = "https://gazette.example/news-sitemap.xml", every = "10 min" },
      { kind = "section", url = "https://gazette.example/world" },
    ]
    status = "unchecked"                # or "checked"; `scrapy sites check --write` sets it
    rules = { body = "//div[@class='story']" }      # optional; see newsbot.sites.rule_table
    expect = { articles_a_day = 20 }                # the audit reports days with fewer

The registry that newsbot ships with is the folder `registry` beside this module, with a file for
each country.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from newsbot.errors import ConfigurationError
from newsbot.sites.entries import sites_in
from newsbot.sites.site import Site
from newsbot.urls import domains_above, registrable_domain

logger = logging.getLogger(__name__)

SHIPPED = Path(__file__).with_name("registry")
MOST_KEYS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All sites in the registry files that were read. They can be looked up by key or by URL."""

    sites: tuple[Site, ...]
    path: Path
    """The registry file, or the folder of registry files, from which the sites were read."""
    _by_key: dict[str, Site] = field(init=False, repr=False, compare=False)
    _keys_by_domain: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = {domain: site.key for site in self.sites for domain in site.domains}
        object.__setattr__(self, "_by_key", {site.key: site for site in self.sites})
        object.__setattr__(self, "_keys_by_domain", keys)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def site(self, key: str) -> Site:
        """The site with the key `key`.

        Raises:
            ConfigurationError: no site of the registry has the key. The message names a similar
                key. If there is none, it names all keys, unless they are many.
        """
        if key in self:
            return self._by_key[key]
        close = get_close_matches(key, self._by_key)
        known = ", ".join(sorted(self._by_key))
        if len(self._by_key) > MOST_KEYS_SHOWN:
            known = f"{len(self._by_key)} sites, which `scrapy sites list` shows"
        hint = f"did you mean {close[0]}?" if close else f"known are {known}"
        raise ConfigurationError(f"no site {key!r} in {self.path}; {hint}")

    def chosen(
        self, keys: Sequence[str] = (), countries: Sequence[str] = (), languages: Sequence[str] = ()
    ) -> tuple[Site, ...]:
        """The sites that meet all three conditions: on their key, their country and their language.

        A site must have one of `keys`, one of `countries` (ISO 3166-1 codes, e.g. "DE"), and one of
        `languages` (ISO 639-1 codes, e.g. "de"). Capital and small letters make no difference. An
        empty sequence sets no condition, so without any arguments all sites are chosen.

        Raises:
            ConfigurationError: no site has one of the keys, one of the countries or one of the
                languages, or no site meets all conditions.
        """
        sites = tuple(map(self.site, dict.fromkeys(keys))) or self.sites
        countries = [self._known("country", code.upper()) for code in countries]
        languages = [self._known("language", code.lower()) for code in languages]
        found = tuple(
            site
            for site in sites
            if (not countries or site.country in countries)
            and (not languages or site.language in languages)
        )
        if not found:
            asked = ", ".join([*keys, *countries, *languages])
            raise ConfigurationError(f"no site in {self.path} is all of this: {asked}")
        return found

    def _known(self, name: str, code: str) -> str:
        known = {getattr(site, name) for site in self.sites} - {None}
        if code not in known:
            hint = f"known are {', '.join(sorted(known))}" if known else f"none has a {name}"
            raise ConfigurationError(f"no site of the {name} {code!r} in {self.path}; {hint}")
        return code

    def registered_site_of(self, url: str) -> str | None:
        """The key of the registered site that a URL belongs to; None if it belongs to none.

        A URL belongs to a site if the site lists the URL's host, or a parent domain of it, among
        its hosts. If several sites do so, the site with the longest such domain is taken.
        """
        found = map(self.site_with, domains_above(url))
        return next((key for key in found if key is not None), None)

    def site_with(self, domain: str) -> str | None:
        """The key of the registered site that lists `domain` as one of its hosts; None if none."""
        return self._keys_by_domain.get(domain)

    def site_of(self, url: str) -> str:
        """The key of the registered site that a URL belongs to, or else the registrable domain.

        For a URL without a registrable domain (127.0.0.1, localhost), the result is the host.
        """
        return self.registered_site_of(url) or registrable_domain(url)


def listed(value: str) -> list[str]:
    """Splits a text at its commas. Blanks around the parts, and empty parts, are left out."""
    return [part.strip() for part in value.split(",") if part.strip()]


def own_sites(setting: str) -> list[Path]:
    """The paths in the setting NEWSBOT_SITES: registry files, and folders with such files.

    `setting` is the value of the setting, in which the paths are separated by commas.
    """
    return [Path(name) for name in listed(setting)]


def load_registry(
    path: Path | None = None, own: Sequence[Path] = (), *, always_own: bool = False
) -> Registry:
    """Reads the registry of sites from a registry file, or from all files *.toml of a folder.

    Args:
        path: the file or folder; None: the registry that newsbot ships with, together with the
            files and folders in `own`.
        own: the user's own registry files, and folders with such files, as the setting
            NEWSBOT_SITES lists them. If a site in them has the same key as a site that newsbot
            ships with, only the user's site is in the result.
        always_own: read `own` also if `path` is not None.

    Raises:
        ConfigurationError: a file is missing or not valid, or two sites have the same key or
            domain. The message says where, and what to write instead.
    """
    named = SHIPPED if path is None else path
    is_own_read = path is None or always_own
    return _registry_in(named, _texts([named]), _texts(own) if is_own_read else ())


def _texts(paths: Iterable[Path]) -> tuple[tuple[Path, str], ...]:
    """Reads registry files: the path of each file, and its text.

    If a path in `paths` is a folder, all files *.toml in this folder are read.
    """
    return tuple((file, _text_of(file)) for path in paths for file in _files(path))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.toml"))
    if not files:
        raise ConfigurationError(f"there is no sites file *.toml in the folder {path}")
    return files


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot read the sites file {file}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error


# The result is cached, because the crawl command and its spider both read the registry, and parsing
# 5 000 sites takes 0.3 s.
@lru_cache(maxsize=1)
def _registry_in(
    path: Path, texts: tuple[tuple[Path, str], ...], own: tuple[tuple[Path, str], ...]
) -> Registry:
    shipped, others = _without_twins(texts), _without_twins(own)
    for key in shipped.keys() & others.keys():
        logger.info("The entry of %s in %s replaces that of newsbot", key, others[key].file)
    sites = shipped | others
    _check_domains_differ(sites.values())
    return Registry(sites=tuple(sites.values()), path=path)


def _without_twins(texts: Iterable[tuple[Path, str]]) -> dict[str, Site]:
    """The sites in registry files, by their keys.

    Raises:
        ConfigurationError: two sites have the same key.
    """
    sites: dict[str, Site] = {}
    for file, text in texts:
        for site in sites_in(file, text):
            other = sites.setdefault(site.key, site)
            if other is not site:
                raise ConfigurationError(
                    f"{file}, site {site.key!r}: {other.file} has this key already; keep one"
                )
    return sites


def _check_domains_differ(sites: Iterable[Site]) -> None:
    owners: dict[str, Site] = {}
    for site in sites:
        for domain in site.domains:
            other = owners.setdefault(domain, site)
            if other.key != site.key:
                where = "" if other.file == site.file else f" in {other.file}"
                raise ConfigurationError(
                    f"{site.file}, site {site.key!r}: {domain} is {other.key}'s{where} already; "
                    "keep one"
                )
