"""Tells the user of `scrapy sites add` and `scrapy sites check` of sites that are forgotten.

A site is forgotten if `scrapy sites forget` has removed it, so that crawls store nothing of it.
"""

from collections.abc import Iterable

from newsbot.errors import DatabaseError, SchemaError
from newsbot.logs import tell
from newsbot.postgres import location
from newsbot.sites.site import Site
from newsbot.storage.engine import connect_to_current
from newsbot.storage.sites.forgotten import forgotten_sites_of


def tell_forgotten_sites(database_url: str, sites: Iterable[Site]) -> None:
    """Warns on stderr if hosts or sources of registered sites belong to forgotten sites.

    `scrapy sites forget` forgets a site with its hosts: crawls then store nothing from these hosts.
    But a site that is registered later may have the same hosts, or a feed on one of them, and
    crawls would not store its pages. The warning has one line for each forgotten site, with the
    date on which it was forgotten, and the command that undoes this.

    `sites` are the registered sites.
    """
    urls: list[tuple[str, str]] = []
    for site in sites:
        urls += ((f"https://{domain}/", site.key) for domain in site.domains)
        urls += ((source.url, site.key) for source in site.sources)
    tell_forgotten(database_url, urls)


def tell_forgotten(database_url: str, urls: Iterable[tuple[str, str]]) -> None:
    """Prints a line on stderr for each forgotten site to which some of `urls` belong.

    A site is forgotten if `scrapy sites forget` has removed it, so that crawls store nothing of it.
    The line says when the site was removed, and how to undo this. If the database cannot be
    queried, a line says so, and no error is raised: the commands that call this function need no
    database.

    Args:
        database_url: the setting NEWSBOT_DATABASE_URL.
        urls: URLs, each with the key of the site to which it belongs.
    """
    if location.database_url(database_url) is None and not location.home().is_dir():
        return  # there is no embedded database yet, so nothing is stored or forgotten
    try:
        found = forgotten_sites_of(connect_to_current(database_url), list(urls))
    except (DatabaseError, SchemaError) as error:
        tell(f"whether any of these sites is forgotten is not known: {error}")
        return
    for site in dict.fromkeys(each for each in found if each is not None):
        tell(f"crawls store nothing of {', '.join(site.domains)}: {site}")
