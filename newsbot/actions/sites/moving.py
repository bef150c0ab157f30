"""The work of `scrapy sites adopt`: moves stored rows from other sites to a registered site.

The rows that are moved have URLs on a host of the registered site, but were stored with the key of
another site, e.g. because the registered site was not in the registry yet.
"""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json, print_table
from newsbot.actions.progress import counted
from newsbot.errors import ConfigurationError
from newsbot.sites.registry import Registry
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.rewriting.ownership.adopting import adopt
from newsbot.storage.rewriting.ownership.holdings import (
    Held,
    SiteHost,
    count_held,
    read_site_hosts,
)
from newsbot.storage.sites.forgotten import forgotten_sites_of
from newsbot.storage.sites.rows import RegisteredSite, Sites
from newsbot.urls import url_on

HEADERS = ("site", "host", "articles", "URLs", "rejections", "sources")


def adopt_rows(
    database_url: str, registry: Registry, key: str, *, write: bool, as_json: bool
) -> None:
    """Prints how many rows with URLs of a registered site are stored under other sites.

    A URL is one of the site if it is on one of the site's hosts. With `write`, these rows are also
    moved to the registered site.

    Args:
        database_url: the setting NEWSBOT_DATABASE_URL.
        registry: the registry of sites.
        key: the key of the registered site.
        write: whether the rows are moved.
        as_json: whether a JSON array is printed, and not a table.

    Raises:
        ConfigurationError: no site of the registry has the key, or the site or one of its hosts is
            forgotten.
    """
    site = registry.site(key)
    engine = connect_to_current(database_url, LONG)
    urls = [(f"https://{domain}/", key) for domain in site.domains]
    for forgotten in forgotten_sites_of(engine, urls):
        if forgotten is not None:
            raise ConfigurationError(f"nothing moves to {key}: {forgotten}")
    pairs = (each for each in read_site_hosts(engine) if _belongs(registry, key, each))
    holdings = [each.holding for each in pairs]
    held = [each for each in map(partial(count_held, engine), holdings) if each.rows]
    show_held(held, f"Nothing of {key} is stored under other sites.", as_json=as_json)
    total = sum(each.rows for each in held)
    if not write or not total:
        if total:
            print("Nothing was moved: --write moves it.", file=sys.stderr)
        return
    sites = Sites(engine)
    sites.name_sites([RegisteredSite(key=key, name=site.name, domains=site.domains)])
    groups = adopt(engine, sites.site_ids([key])[key], holdings)
    moved = sum(counted(groups, int, what="moving", unit="rows", total=total))
    index_for_search(engine)
    print(f"{moved} rows moved to {key}.", file=sys.stderr)


def show_held(held: Sequence[Held], nothing: str, *, as_json: bool) -> None:
    """Prints `held`: the numbers of stored articles, URLs and other rows, by site and host.

    If `held` is empty, the text `nothing` is printed instead.
    """
    if as_json:
        print_json([asdict(each) for each in held])
    elif held:
        rows = [asdict(each) | {"host": each.host or "all"} for each in held]
        print_table([list(row.values()) for row in rows], HEADERS)
    else:
        print(nothing)


def _belongs(registry: Registry, key: str, each: SiteHost) -> bool:
    """Whether the rows of a site on a host are to be moved to the registered site `key`.

    The rows are those of the site `each.site` with URLs on the host `each.host`. They are moved if
    the site `key` has this host. They are not moved if they belong to the site `key` already, or if
    `each.site` is forgotten.
    """
    if each.site == key or each.is_forgotten:
        return False
    return registry.registered_site_of(url_on(each.host)) == key
