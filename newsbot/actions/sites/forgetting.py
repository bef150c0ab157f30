"""The work of `scrapy sites forget`: deletes everything that is stored of sites.

Such a site is then called forgotten: crawls store nothing of it until the user undoes this.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import Any

from scrapy.settings import BaseSettings

from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json
from newsbot.actions.progress import counted
from newsbot.actions.sites.moving import show_held
from newsbot.actions.sites.owners import Owners, host_in, named_host
from newsbot.crawling.archive.presence import require_files
from newsbot.crawling.archive.purging import purge
from newsbot.crawling.archive.settings import (
    ArchiveSettings,
    archive_settings,
    required_archive,
)
from newsbot.sites.registry import Registry
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.rewriting.ownership.adopting import adopt
from newsbot.storage.rewriting.ownership.archived import count_archived_of
from newsbot.storage.rewriting.ownership.forgetting import (
    allow_again,
    forget,
    set_forgotten,
    stored_site,
)
from newsbot.storage.rewriting.ownership.holdings import (
    Held,
    Holding,
    SiteHost,
    article_ids,
    count_held,
    count_led,
    read_site_hosts,
)
from newsbot.storage.sites.forgotten import Forgotten, forgotten_sites_of, read_forgotten
from newsbot.storage.sites.rows import RegisteredSite, Sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The stored rows of one host that are not deleted when `scrapy sites forget` deletes a site.

    The rows have the key of the deleted site, but their URLs are on a host of a registered site. A
    feed, for example, may list pages of another publisher.
    """

    moves_to: str
    """The key of the registered site to which the kept rows are moved. The registry entry of this
    site has the host of the rows."""
    held: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What `scrapy sites forget` deletes of one site, and how many of the site's rows it keeps.

    It keeps rows with URLs on a host of another registered site, and moves them to that site.
    """

    site: str
    domains: tuple[str, ...]
    """The hosts of the site. Crawls will store no page from these hosts any more."""
    held: tuple[Held, ...]
    kept: tuple[Kept, ...]
    archived: int
    """The number of pages of the site that are in the archive (NEWSBOT_ARCHIVE)."""
    copies_led: int
    """How many articles of other sites are copies of the articles to be deleted. These copies stay,
    and another article is chosen as their original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stock:
    """Finds the stored rows of the sites that are to be forgotten, i.e. removed from newsbot."""

    engine: Any
    owners: Owners
    pairs: Sequence[SiteHost]

    def holdings(self, key: str) -> list[Holding]:
        """The stored rows that are deleted when the site with the key `key` is forgotten.

        Each row has the key of a site, and a URL that may be on a host of another site. All rows
        whose URLs are on a host of the forgotten site are deleted, whatever key they have. Rows
        with the key `key` are deleted too, unless their URLs are on a host of a registered site
        that is not forgotten.
        """
        own = [each for each in self.pairs if each.site == key]
        stored = stored_site(self.engine, key)
        holdings = [each.holding for each in self.pairs if self.owners.owner(each) == key]
        if stored is None or any(self.owners.owner(each) != key for each in own):
            return holdings
        all_own = Holding(site_id=stored.site_id, site=key)
        return [all_own, *(each for each in holdings if each.site != key)]

    def kept(self, key: str) -> list[tuple[str, Holding]]:
        """What stays of the rows of the site `key` when this site is forgotten (removed).

        A row stays if its URL is on a host of another registered site. The result has a pair for
        each such host: the key of the other site, and the selection of the rows of the site `key`
        with URLs on this host. These rows are moved to the other site.
        """
        leaving = self.owners.leaving
        owners = ((self.owners.owner(each), each) for each in self.pairs if each.site == key)
        return [(owner, each.holding) for owner, each in owners if owner not in leaving]

    def leaving(self) -> list[Leaving]:
        """For each site that is to be forgotten, what is deleted and what is kept."""
        holdings = {key: self.holdings(key) for key in self.owners.leaving}
        ids = {
            key: [each for holding in found for each in article_ids(self.engine, holding)]
            for key, found in holdings.items()
        }
        doomed = set(chain.from_iterable(ids.values()))
        return [
            Leaving(
                site=key,
                domains=domains,
                held=self._held(holdings[key]),
                kept=tuple(
                    Kept(moves_to=owner, held=held)
                    for owner, holding in self.kept(key)
                    for held in self._held([holding])
                ),
                archived=sum(count_archived_of(self.engine, each) for each in holdings[key]),
                copies_led=count_led(self.engine, ids[key], doomed),
            )
            for key, domains in self.owners.leaving.items()
        ]

    def _held(self, holdings: Sequence[Holding]) -> tuple[Held, ...]:
        held = (count_held(self.engine, each) for each in holdings)
        return tuple(each for each in held if each.rows)


def forget_sites(
    settings: BaseSettings, registry: Registry, names: Sequence[str], *, write: bool, as_json: bool
) -> None:
    """Prints what is stored of sites; if `write` is true, also deletes it, and forgets the sites.

    To forget a site means that crawls store nothing of it any more.

    Args:
        settings: the settings of the command.
        registry: the registry of sites.
        names: the keys of the sites, e.g. "gazette.example". A host is also a valid name if newsbot
            knows no site with this host.
        write: delete the rows, and forget the sites.
        as_json: print a JSON array with an object for each site, not a table.

    Raises:
        ConfigurationError: a name is neither a key nor a host, or all hosts of a site also belong
            to other registered sites. It is also raised if pages of a site are in the archive, but
            the settings name no folder for the archive, or the folder has none of the archive's
            files.
    """
    engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"], LONG)
    stock = _stock(engine, registry, names)
    found = stock.leaving()
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            _show(each)
    if not write:
        hosts = ", ".join(chain.from_iterable(each.domains for each in found))
        print(
            f"Nothing was deleted: --write deletes it; crawls then store nothing of {hosts}.",
            file=sys.stderr,
        )
        return
    is_archived = any(each.archived for each in found)
    archive = (required_archive if is_archived else archive_settings)(settings)
    if is_archived and archive is not None:
        require_files(engine, archive.folder)
    sites = Sites(engine)
    # Crawls tell by the host of a URL whether the URL belongs to a forgotten site. So the hosts of
    # all registered sites are stored first. Otherwise one of these hosts might be taken for a host
    # of a forgotten site.
    sites.name_sites(
        RegisteredSite(key=each.key, name=each.name, domains=each.domains)
        for each in registry.sites
    )
    for key, domains in stock.owners.leaving.items():
        set_forgotten(engine, key, domains)
    keys = tuple(stock.owners.leaving)
    total = sum(held.rows for each in found for held in each.held)
    # `_stock` looks up the sites' rows a second time. Crawls may have stored more rows after the
    # first look-up, until the sites were marked as forgotten.
    groups = _delete(sites, _stock(engine, registry, keys), archive)
    rows = sum(counted(groups, int, what="deleting", unit="rows", total=total))
    index_for_search(engine)
    verb = "is" if len(keys) == 1 else "are"
    print(f"{', '.join(keys)} {verb} forgotten; {rows} rows deleted.", file=sys.stderr)


def _stock(engine: Any, registry: Registry, names: Sequence[str]) -> _Stock:
    with engine.connect() as connection:
        forgotten = read_forgotten(connection)
    leaving = dict(_named(engine, registry, forgotten, name) for name in names)
    owners = Owners(registry=registry, leaving=leaving, forgotten=forgotten)
    owners = replace(owners, leaving={key: owners.free(key) for key in leaving})
    return _Stock(engine=engine, owners=owners, pairs=read_site_hosts(engine))


def _named(
    engine: Any, registry: Registry, forgotten: Forgotten, name: str
) -> tuple[str, tuple[str, ...]]:
    """The key and the hosts of the site that a user names.

    The hosts are taken from the site's entry in the registry. If the site was forgotten before, the
    hosts that it had then are added. If the registry has no entry, the hosts are those that are
    stored in the database or, if none are stored, the key itself.
    """
    before = forgotten.by_key[name].domains if name in forgotten.by_key else ()
    if name in registry:
        return name, tuple(dict.fromkeys([*registry.site(name).domains, *before]))
    stored = stored_site(engine, name)
    if stored is not None:
        return name, stored.domains or (name,)
    host = named_host(registry, name)
    return (host, (host,)) if host == name else _named(engine, registry, forgotten, host)


def _show(leaving: Leaving) -> None:
    """Prints how many rows of a site are deleted, and how many are moved to other sites instead."""
    show_held(leaving.held, f"Nothing is stored of {leaving.site}.", as_json=False)
    for each in leaving.kept:
        print(
            f"{each.held.rows} rows of {each.held.host} under {leaving.site} stay, "
            f"and move to the registered site {each.moves_to}, which has this host."
        )
    if leaving.archived:
        print(f"{leaving.archived} pages of {leaving.site} are in the archive.")
    if leaving.copies_led:
        print(f"{leaving.copies_led} copies on other sites would get a new original.")


def _delete(sites: Sites, stock: _Stock, archive: ArchiveSettings | None) -> Iterator[int]:
    """Deletes the rows of forgotten sites in groups; yields the number of rows in each group.

    Some rows have the key of a forgotten site, but URLs on a host of a registered site. These rows
    are first moved to the registered site. Pages in the archive are deleted before the rows. So if
    the work is interrupted, the rows that are left tell which pages are still to be deleted.
    """
    kept = [each for key in stock.owners.leaving for each in stock.kept(key)]
    for owner, holding in kept:
        for _ in adopt(stock.engine, sites.site_ids([owner])[owner], [holding]):
            pass
    moved = {holding for _, holding in kept}
    stock = replace(stock, pairs=[each for each in stock.pairs if each.holding not in moved])
    holdings = [each for key in stock.owners.leaving for each in stock.holdings(key)]
    if archive is not None:
        pages = sum(sum(purge(stock.engine, archive.folder, each)) for each in holdings)
        if pages:
            print(f"{pages} pages were deleted from the archive.", file=sys.stderr)
    yield from forget(stock.engine, holdings)


def remember_sites(database_url: str, names: Sequence[str]) -> None:
    """Lets crawls store forgotten sites again. The rows that were deleted are not restored.

    `names` are the keys of the sites. A site that was forgotten before anything of it was stored is
    named by its host. If two forgotten sites have the same host, and only one of them is in
    `names`, crawls still store nothing of this host, and a message says so. `database_url` is the
    setting NEWSBOT_DATABASE_URL.
    """
    engine = connect_to_current(database_url)
    for each in names:
        name = each if stored_site(engine, each) is not None else host_in(each) or each
        if allow_again(engine, name):
            print(f"{name} may be stored again; the next crawl begins anew.", file=sys.stderr)
        else:
            print(f"{name} is not forgotten.", file=sys.stderr)
        stored = stored_site(engine, name)
        hosts = (name,) if stored is None or not stored.domains else stored.domains
        urls = [(f"https://{host}/", name) for host in hosts]
        for host, other in zip(hosts, forgotten_sites_of(engine, urls), strict=True):
            if other is not None:
                print(f"{host} is still forgotten: {other}.", file=sys.stderr)
