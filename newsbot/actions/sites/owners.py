"""Decides to which site stored rows belong when `scrapy sites forget` removes sites.

Each row has the key of a site, and a URL. The host of this URL decides to which site the row
belongs, even if the row has the key of another site.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsbot.errors import ConfigurationError
from newsbot.sites.registry import Registry
from newsbot.storage.ownership.holdings import SiteHost
from newsbot.storage.sites.forgotten import Forgotten
from newsbot.urls import domains_above, host_of, is_public_suffix, url_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Tells to which site the stored rows with a certain host belong.

    This may be a site that `scrapy sites forget` is about to remove, or one that stays.
    """

    registry: Registry
    leaving: Mapping[str, tuple[str, ...]]
    """Maps the key of each site that is to be forgotten to the hosts of this site."""
    forgotten: Forgotten
    """The sites that are forgotten already."""

    def owner(self, each: SiteHost) -> str:
        """The key of the site to which stored rows belong.

        `each` names the rows: those with the key of one site, and with URLs on one host. They
        belong to the site, to be forgotten or registered, that lists this host as one of its own.
        If no site lists the host itself, its parent domains are looked for, the longest first. If
        no site lists any of these, the rows belong to the site whose key they have.
        """
        keys = {domain: key for key, domains in self.leaving.items() for domain in domains}
        for domain in domains_above(url_on(each.host)):
            owner = keys.get(domain) or self.claimant(domain)
            if owner is not None:
                return owner
        return each.site

    def claimant(self, domain: str) -> str | None:
        """The key of the registered site that lists `domain` as one of its hosts.

        None if there is no such site, or if the site is forgotten or is to be forgotten. It is also
        None if `domain` is a host of any site that is forgotten already.
        """
        key = self.registry.site_with(domain)
        is_gone = key in self.forgotten.by_key or domain in self.forgotten.by_domain
        return None if is_gone or key in self.leaving else key

    def free(self, key: str) -> tuple[str, ...]:
        """The hosts of a site that is to be forgotten, without those of registered sites that stay.

        Raises:
            ConfigurationError: all hosts are also hosts of registered sites that stay.
        """
        domains = self.leaving[key]
        found = tuple(domain for domain in domains if self.claimant(domain) is None)
        if not found:
            claimant = self.claimant(domains[0])
            raise ConfigurationError(
                f"{domains[0]} is a host of the registered site {claimant}: "
                f"`scrapy sites forget {claimant}` forgets it, "
                f"`scrapy sites adopt {claimant}` moves to it what is stored under other keys"
            )
        return found


def named_host(registry: Registry, text: str) -> str:
    """The host that a user names to forget a site of which nothing is registered or stored.

    `text` is a host such as "gazette.example", or the URL of a home page. The host is in lower case
    and without "www.".

    Raises:
        ConfigurationError: `text` names no host, or one that is not that of a single site. If it
            looks like a misspelled key, the message names the key.
    """
    host = host_in(text)
    is_host = ("." in host or host.startswith("[")) and "@" not in text
    if not is_host:
        registry.site(text)  # raises an error that names a similar key
    if urlsplit(_url(text)).path not in {"", "/"}:
        raise ConfigurationError(f"{text!r}: a site is forgotten as a whole; name its host")
    if is_public_suffix(host.partition(":")[0]):
        raise ConfigurationError(f"{host} is no site: hosts of many owners end with it")
    return host


def host_in(text: str) -> str:
    """The host in a URL or a text such as "www.Gazette.example", in lower case, without "www.".

    It is "" if there is no host in the text.
    """
    return host_of(_url(text)).removeprefix("www.")


def _url(text: str) -> str:
    return text if "://" in text else f"https://{text}"
