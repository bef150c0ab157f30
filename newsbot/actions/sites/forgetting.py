"""The work of `scrapy sites forget`: deletes everything that is stored of sites."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scrapy.settings import BaseSettings

from newsbot.actions.output import print_json
from newsbot.actions.progress import counted
from newsbot.actions.sites.moving import show_held
from newsbot.crawling.archive.purging import purge
from newsbot.crawling.archive.settings import required_archive
from newsbot.sites.registry import Registry
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.ownership.archived import count_archived_of
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
    """The number of articles of other sites that are copies of deleted articles. They get a new
    original."""
    archived: int
    """The number of pages that the archive (NEWSBOT_ARCHIVE) has of the site."""


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
        """The rows under the site `key`, and rows with a host of this site under other sites."""
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
            archived=sum(count_archived_of(self.engine, each) for each in holdings),
        )

    def _own_domains(self, each: SiteHost) -> frozenset[str]:
        named = self.registry.site(each.site).domains if each.site in self.registry else ()
        return frozenset((*each.domains, *named))


def forget_sites(
    settings: BaseSettings, registry: Registry, keys: Sequence[str], *, write: bool, as_json: bool
) -> None:
    """Prints what is stored of sites; if `write` is true, also deletes it, and forgets the sites.

    Crawls store nothing of a forgotten site.

    Args:
        settings: the settings of the command.
        registry: the registry of sites.
        keys: the keys of the sites. The key of a site that was never registered is its registrable
            domain, e.g. "gazette.example".
        write: delete the rows, and forget the sites.
        as_json: print a JSON array with an object for each site, not a table.

    Raises:
        ConfigurationError: a site is neither stored nor registered. Or the archive has pages of it,
            but the settings do not say where the archive is.
    """
    stock = _Stock(connect_to_current(settings["NEWSBOT_DATABASE_URL"], LONG), registry)
    found = [stock.leaving(key) for key in keys if stock.domains(key)]
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        held = [each for leaving in found for each in leaving.held]
        show_held(held, "Nothing is stored of it.", as_json=False)
        led = sum(each.copies_led for each in found)
        if led:
            print(f"{led} copies on other sites would get a new original.")
        for each in found:
            if each.archived:
                print(f"{each.archived} pages of {each.site} are in the archive.")
    if not write:
        print("Nothing was deleted: --write deletes it, and forgets the site.", file=sys.stderr)
        return
    # Crawls decide by hosts whether a URL belongs to a forgotten site. So the hosts of all
    # registered sites are stored first. Otherwise a URL of a registered site might be taken for one
    # of a forgotten site.
    sites = [
        RegisteredSite(key=each.key, name=each.name, domains=each.domains)
        for each in registry.sites
    ]
    Sites(stock.engine).name_sites(sites)
    archive = required_archive(settings) if any(each.archived for each in found) else None
    for each in found:
        set_forgotten(stock.engine, each.site, stock.domains(each.site))
        total = sum(held.rows for held in each.held)
        holdings = stock.holdings(each.site)
        # The archive comes first: if the work is interrupted, the rows still tell which hosts under
        # other sites belong to the site.
        pages = 0
        if archive is not None:
            for holding in holdings:
                pages += sum(purge(stock.engine, archive.folder, holding))
        groups = forget(stock.engine, holdings)
        rows = sum(counted(groups, int, what="deleting", unit="rows", total=total))
        told = f"{rows} rows" + (f" and {pages} archived pages" if pages else "")
        print(f"{each.site} is forgotten; {told} deleted.", file=sys.stderr)


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
