"""The registry of sites: a TOML file with one entry for each publisher.

    [sites.harbour-gazette]
    name = "The Harbour Gazette"
    domains = ["gazette.example"]       # host or host:port; a host includes its subdomains
    sources = [
      { kind = "feed", url = "https://gazette.example/rss" },
      { kind = "sitemap", url = "https://gazette.example/news-sitemap.xml", every = "10 min" },
      { kind = "section", url = "https://gazette.example/world" },
    ]
    rules = { body = "//div[@class='story']" }      # optional; see newsbot.sites.rule_table
    expect = { articles_a_day = 20 }                # the audit reports days with fewer

If the file has a mistake, the error message says what to write instead.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsbot.discovery.kinds import KINDS
from newsbot.discovery.schedule import LONGEST, SHORTEST
from newsbot.errors import ConfigurationError
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.sites.rule_table import rules_of_table
from newsbot.urls import registrable_domain, requested_url, userinfo_of

SHIPPED = Path(__file__).with_name("registry.toml")

KEY = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
EVERY = re.compile(r"(\d{1,5}) ?(min|h|d)", re.ASCII)
UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
DOMAIN = re.compile(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or section page that lists a site's articles."""

    kind: str
    """The kind of the source: a key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    url: str
    site: str
    """The key of the site whose articles the source lists."""
    every: timedelta | None = None
    """The time between two polls of the source, as the registry sets it. If it is zero, each run
    polls the source. If it is None, the time depends on how often the source has new articles."""
    userinfo: tuple[str, str] | None = field(default=None, repr=False, compare=False)
    """The user name and password with which the source is requested; None if it needs none. They
    are kept apart from the URL, so that they do not get into the database or the log."""


def source_at(url: str, kind: str, site: str) -> Source:
    """The source (a feed, sitemap or section page) with the URL `url`.

    The URL may contain a user name and a password, which are moved to the field `userinfo` of the
    source. `site` is the key of the site whose articles the source lists.

    Raises:
        ConfigurationError: the password has characters that need percent-encoding.
    """
    form, userinfo = requested_url(url) or url, userinfo_of(url)
    if userinfo is not None and "@" in urlsplit(form).path:
        # The message must not quote any part of the URL, because any part may belong to the
        # password. In "https://anna:p@ss/word@host/", for example, "ss" is taken for the host, but
        # it is a part of the password "p@ss/word".
        raise ConfigurationError(
            "percent-encode the password in the URL of a source: @ is %40, / %2F"
        )
    return Source(kind=kind, url=form, site=site, userinfo=userinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publisher in the registry: its name, hosts, sources and rules."""

    key: str
    name: str
    domains: tuple[str, ...]
    """The hosts of the site. "gazette.example" stands for the host with its subdomains and all
    ports, "gazette.example:8080" for one port only."""
    sources: tuple[Source, ...]
    rules: SiteRules | None = None
    articles_a_day: int | None = None
    """The minimum number of new articles, copies included, that the site usually publishes in a
    day. The audit reports days with fewer. None if it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All sites in a registry file; they can be looked up by key or by URL."""

    sites: tuple[Site, ...]
    path: Path
    """The registry file from which the sites were read."""
    _by_key: dict[str, Site] = field(init=False, repr=False, compare=False)
    _keys_by_domain: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = {domain: site.key for site in self.sites for domain in site.domains}
        object.__setattr__(self, "_by_key", {site.key: site for site in self.sites})
        object.__setattr__(self, "_keys_by_domain", keys)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def site(self, key: str) -> Site:
        """The site with this key in the registry.

        Raises:
            ConfigurationError: no site has the key. The message names a similar key, or all keys if
                there is no similar one.
        """
        if key in self:
            return self._by_key[key]
        close = get_close_matches(key, self._by_key)
        known = ", ".join(sorted(self._by_key))
        hint = f"did you mean {close[0]}?" if close else f"known are {known}"
        raise ConfigurationError(f"no site {key!r} in {self.path}; {hint}")

    def registered_site_of(self, url: str) -> str | None:
        """The key of the registered site that a URL belongs to; None if it belongs to none.

        If several sites have a domain that fits the URL's host, the site with the longest such
        domain is taken.
        """
        for domain in _domains_above(url):
            if domain in self._keys_by_domain:
                return self._keys_by_domain[domain]
        return None

    def site_of(self, url: str) -> str:
        """The key of the registered site that a URL belongs to, or else the registrable domain.

        For a URL without a registrable domain (127.0.0.1, localhost) the host is used in its place.
        """
        return self.registered_site_of(url) or registrable_domain(url)


def _domains_above(url: str) -> Iterator[str]:
    """The host of a URL and its parent domains, the longest first, each with and without the port.

    A site in the registry may list any of them in `domains`. For "https://a.b/" they are a.b:443,
    a.b, b:443 and b.
    """
    scheme, netloc, *_ = urlsplit(requested_url(url) or "")
    host, _, port = netloc.rpartition(":")
    if not port.isdigit():  # no port, or the end of an IPv6 literal
        host, port = netloc, "80" if scheme == "http" else "443"
    labels = host.split(".")
    for start in range(len(labels)):
        parent = ".".join(labels[start:])
        yield from (f"{parent}:{port}", parent)


def load_registry(path: Path | None = None) -> Registry:
    """The sites in a registry file, by default in the registry that newsbot ships with.

    Raises:
        ConfigurationError: the file is missing or not understood; the message says where, and what
            to write instead.
    """
    file = path or SHIPPED
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot read the sites file {file}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error
    return _registry_in(file, content)


# The result is cached, because the crawl command and its spider both read the registry file, and
# parsing a file of 5 000 sites takes 0.3 s.
@lru_cache(maxsize=1)
def _registry_in(file: Path, content: str) -> Registry:
    entries = _tables(file, content)
    registry = Registry(sites=tuple(_site(file, *entry) for entry in entries.items()), path=file)
    _check_domains_differ(registry)
    return registry


def _tables(file: Path, content: str) -> dict[str, Any]:
    try:
        tables = tomllib.loads(content)
    except ValueError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error
    sites = tables.pop("sites", None)
    if tables or not isinstance(sites, dict) or not sites:
        raise ConfigurationError(f"{file}: write one [sites.KEY] table for each site, nothing else")
    return sites


def _site(file: Path, key: str, entry: Any) -> Site:
    where = f"{file}, site {key!r}"
    if not KEY.fullmatch(key):
        raise ConfigurationError(f"{where}: a key is small letters, digits, hyphens and dots")
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{where}: write it as a table, [sites.{key}]")
    _check_keys(where, entry, ("name", "domains", "sources"), optional=("rules", "expect"))
    if not isinstance(entry["name"], str) or not entry["name"].strip():
        raise ConfigurationError(f'{where}: name is a text, e.g. name = "The Harbour Gazette"')
    sources = tuple(_source(where, key, source) for source in _list(where, entry, "sources"))
    domains = tuple(_domain(where, domain) for domain in _list(where, entry, "domains"))
    rules = rules_of_table(f"{where}, rules", entry["rules"]) if "rules" in entry else None
    name = entry["name"].strip()
    return Site(
        key=key,
        name=name,
        domains=domains,
        sources=sources,
        rules=rules,
        articles_a_day=_articles_a_day(where, entry["expect"]) if "expect" in entry else None,
    )


def _articles_a_day(where: str, entry: Any) -> int:
    count = entry.get("articles_a_day") if isinstance(entry, dict) and len(entry) == 1 else None
    if type(count) is not int or count < 1:
        raise ConfigurationError(f"{where}: write expect = {{ articles_a_day = 20 }}, 1 or more")
    return count


def _source(where: str, key: str, entry: Any) -> Source:
    if not isinstance(entry, dict):
        raise ConfigurationError(f'{where}: write a source as {{ kind = "feed", url = "…" }}')
    _check_keys(f"{where}, a source", entry, ("kind", "url"), optional=("every",))
    kind, url = entry["kind"], entry["url"]
    if kind not in KINDS:
        raise ConfigurationError(f"{where}: kind {kind!r} is none of {', '.join(KINDS)}")
    if not isinstance(url, str) or requested_url(url) is None:
        shown = "…@" + url.rpartition("@")[2] if isinstance(url, str) and "@" in url else url
        raise ConfigurationError(f"{where}: url {shown!r} is no web URL; write https://…")
    every = _every(where, entry["every"]) if "every" in entry else None
    try:
        return replace(source_at(url, kind, key), every=every)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from error


def _every(where: str, value: Any) -> timedelta:
    """The time between two polls, from a value such as 0, "10 min", "2 h" or "1 d"."""
    found = EVERY.fullmatch(value) if isinstance(value, str) else None
    if value == "0" or (value == 0 and isinstance(value, int)):
        return timedelta()
    every = timedelta() if found is None else int(found[1]) * UNITS[found[2]]
    if not SHORTEST <= every <= LONGEST:
        raise ConfigurationError(
            f'{where}: every {value!r} is no time from 2 min to 3 d; write "10 min", "2 h" or 0'
        )
    return every


def _domain(where: str, domain: Any) -> str:
    if not isinstance(domain, str) or not DOMAIN.fullmatch(domain):
        raise ConfigurationError(
            f'{where}: domain {domain!r} is no host; write "example.org" or "127.0.0.1:8080"'
        )
    return domain


def _list(where: str, entry: dict[str, Any], name: str) -> Sequence[Any]:
    values = entry[name]
    if not isinstance(values, list) or not values:
        raise ConfigurationError(f"{where}: {name} is a list with at least one entry")
    return values


def _check_keys(
    where: str, entry: dict[str, Any], names: tuple[str, ...], optional: tuple[str, ...] = ()
) -> None:
    known = (*names, *optional)
    unknown, missing = sorted(entry.keys() - set(known)), sorted(set(names) - entry.keys())
    if unknown:
        raise ConfigurationError(f"{where}: unknown {unknown[0]!r}; known are {', '.join(known)}")
    if missing:
        raise ConfigurationError(f"{where}: {missing[0]} is missing")


def _check_domains_differ(registry: Registry) -> None:
    owners: dict[str, str] = {}
    for site in registry.sites:
        for domain in site.domains:
            other = owners.setdefault(domain, site.key)
            if other != site.key:
                raise ConfigurationError(
                    f"{registry.path}, site {site.key!r}: {domain} is {other}'s already; keep one"
                )
