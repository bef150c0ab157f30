"""The work of `scrapy sites forget`: deletes everything that is stored of sites."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from newsbot.actions.output import print_json
from newsbot.actions.progress import counted
from newsbot.actions.sites.moving import show_held
from newsbot.sites.registry import Registry
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.ownership.forgetting import (
    allow_again,
    forget,
    set_forgotten,
    stored_site,
)
from newsbot.storage.ownership.holdings import (
    Held,
    Holding,
    SiteHost,
    article_ids,
    count_held,
    count_led,
    read_site_hosts,
)
from newsbot.storage.sites.forgotten import Forgotten
from newsbot.storage.sites.rows import RegisteredSite, Sites
from newsbot.urls import url_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What `scrapy sites forget` deletes for one site."""

    site: str
    held: tuple[Held, ...]
    copies_led: int
    """How many articles of other sites are copies of the articles to be deleted. Another original
    is chosen for them."""


@dataclass(frozen=True, slots=True)
class _Stock:
    """Finds the stored rows of sites with the help of the database and the registry."""

    engine: Any
    registry: Registry

    def domains(self, key: str) -> tuple[str, ...]:
        """The hosts of the site with the key `key`.

        If the site is in the registry, they are the hosts in its entry. If it was there earlier,
        they are the hosts that its entry had. If it was never there, the key is the only host.

        Raises:
            ConfigurationError: the site is neither registered nor stored.
        """
        stored = stored_site(self.engine, key)
        if stored is None or key in self.registry:
            return self.registry.site(key).domains
        return stored.domains or (key,)

    def holdings(self, key: str) -> list[Holding]:
        """Which stored rows belong to the site with the key `key`.

        They are the rows that are stored under this site, and rows that are stored under other
        sites but have a host of this site.
        """
        stored = stored_site(self.engine, key)
        own = [] if stored is None else [Holding(site_id=stored.site_id, site=key)]
        pairs = [each for each in read_site_hosts(self.engine) if each.site != key]
        leaving = Forgotten(
            keys=frozenset([key]),
            domains=frozenset(self.domains(key)),
            own={each.site: self._own_domains(each) for each in pairs},
        )
        others = [
            Holding(site_id=each.site_id, site=each.site, host=each.host)
            for each in pairs
            if leaving.has(url_on(each.host), each.site)
        ]
        return own + others

    def leaving(self, key: str) -> Leaving:
        holdings = self.holdings(key)
        held = (count_held(self.engine, each) for each in holdings)
        ids = [each for holding in holdings for each in article_ids(self.engine, holding)]
        return Leaving(
            site=key,
            held=tuple(each for each in held if each.rows),
            copies_led=count_led(self.engine, ids),
        )

    def _own_domains(self, each: SiteHost) -> frozenset[str]:
        named = self.registry.site(each.site).domains if each.site in self.registry else ()
        return frozenset((*each.domains, *named))


def forget_sites(
    database_url: str, registry: Registry, keys: Sequence[str], *, write: bool, as_json: bool
) -> None:
    """Prints what is stored of sites; if `write` is true, also deletes it, and forgets the sites.

    Crawls store nothing of a forgotten site.

    Args:
        database_url: the setting NEWSBOT_DATABASE_URL.
        registry: the registry of sites.
        keys: the keys of the sites. The key of a site that was never registered is its registrable
            domain, e.g. "gazette.example".
        write: delete the rows, and forget the sites.
        as_json: print a JSON array with an object for each site, not a table.

    Raises:
        ConfigurationError: a site is neither stored nor registered.
    """
    stock = _Stock(connect_to_current(database_url, LONG), registry)
    found = [stock.leaving(key) for key in keys if stock.domains(key)]
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        held = [each for leaving in found for each in leaving.held]
        show_held(held, "Nothing is stored of it.", as_json=False)
        led = sum(each.copies_led for each in found)
        if led:
            print(f"{led} copies on other sites would get a new original.")
    if not write:
        print("Nothing was deleted: --write deletes it, and forgets the site.", file=sys.stderr)
        return
    # Crawls tell by its host whether a URL belongs to a forgotten site. A host of a registered site
    # might be taken for one of a forgotten site. To prevent this, the hosts of all registered sites
    # are stored first.
    sites = [
        RegisteredSite(key=each.key, name=each.name, domains=each.domains)
        for each in registry.sites
    ]
    Sites(stock.engine).name_sites(sites)
    for each in found:
        set_forgotten(stock.engine, each.site, stock.domains(each.site))
        total = sum(held.rows for held in each.held)
        groups = forget(stock.engine, stock.holdings(each.site))
        rows = sum(counted(groups, int, what="deleting", unit="rows", total=total))
        print(f"{each.site} is forgotten; {rows} rows deleted.", file=sys.stderr)


def remember_sites(database_url: str, keys: Sequence[str]) -> None:
    """Lets crawls store forgotten sites again. The rows that were deleted are not restored.

    `database_url` is the setting NEWSBOT_DATABASE_URL, and `keys` are the keys of the sites.
    """
    engine = connect_to_current(database_url)
    for key in keys:
        if allow_again(engine, key):
            print(f"{key} may be stored again; the next crawl begins anew.", file=sys.stderr)
        else:
            print(f"{key} is not forgotten.", file=sys.stderr)
