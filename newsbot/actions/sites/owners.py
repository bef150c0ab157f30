"""Decides to which site stored rows belong when `scrapy sites forget` removes sites.

Each row has the key of a site, and a URL. The host of this URL decides to which site the row
belongs, even if the row has the key of another site.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsbot.errors import ConfigurationError
from newsbot.sites.registry import Registry
from newsbot.storage.rewriting.ownership.holdings import SiteHost
from newsbot.storage.sites.forgotten import Forgotten
from newsbot.urls import domains_above, host_of, is_public_suffix, url_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Tells to which site stored rows belong: to one that is to be forgotten, or to another.

    To forget a site means to delete its rows. The host in the URLs of the rows decides.
    """

    registry: Registry
    leaving: Mapping[str, tuple[str, ...]]
    """Maps the key of each site that is to be forgotten to the hosts of this site."""
    forgotten: Forgotten
    """The sites that are forgotten already."""

    def owner(self, each: SiteHost) -> str:
        """The key of the site to which stored rows with URLs on the host `each.host` belong.

        The host and its parent domains are tried one after the other, the longest first:
        "www.a.example", then "a.example". The rows belong to the first site that has the tried
        domain. It must be a registered site, or one that is about to be forgotten (removed). If no
        such site has any of the domains, the rows belong to `each.site`, under which they are
        stored now.
        """
        keys = {domain: key for key, domains in self.leaving.items() for domain in domains}
        for domain in domains_above(url_on(each.host)):
            owner = keys.get(domain) or self.claimant(domain)
            if owner is not None:
                return owner
        return each.site

    def claimant(self, domain: str) -> str | None:
        """The key of the registered site that owns the host `domain`; None if no site owns it.

        A site that `scrapy sites forget` has removed, or is removing now, owns no host. A host that
        belonged to a removed site is not given to another site either.
        """
        key = self.registry.site_with(domain)
        is_gone = key in self.forgotten.by_key or domain in self.forgotten.by_domain
        return None if is_gone or key in self.leaving else key

    def free(self, key: str) -> tuple[str, ...]:
        """The hosts that crawls are to avoid once `scrapy sites forget` has removed the site `key`.

        These are the hosts of the site, without those that another registered site has too. Sites
        that the same command also removes do not count as other sites.

        Raises:
            ConfigurationError: the result would be empty, because other registered sites have all
                these hosts.
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
    """The host of an unknown site that `scrapy sites forget` is to block.

    The command can also be given a site of which newsbot knows nothing yet, so that crawls will
    never store anything of it. `text` is what the user of the command typed: a host such as
    "gazette.example", or the URL of a home page. The result is in lower case and without "www.".

    Raises:
        ConfigurationError: `text` names no host, or a host such as "co.uk" that many sites share.
            If `text` looks like the misspelled key of a site, the message names the key.
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
