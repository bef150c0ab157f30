"""Tells which URLs belong to forgotten sites: sites that `scrapy sites forget` has removed.

A forgotten site keeps only its row in `newsbot.sites`. The row has the key and the hosts of the
site, and the column `forgotten_at` says when it was forgotten.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from newsbot.urls import domains_above

# The key of the PostgreSQL advisory lock for forgotten sites. A transaction that stores URLs or
# sources takes the lock in shared mode, and then checks that their site is not forgotten. A
# transaction that forgets a site, or deletes sources, takes it in exclusive mode. So a site cannot
# be forgotten between the check and the end of the storing transaction. The number is arbitrary,
# but no other advisory lock of the database may have it.
FORGOTTEN_LOCK = 7012


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The sites that `scrapy sites forget` has removed, as they were read in one transaction."""

    keys: frozenset[str]
    """The keys of the forgotten sites."""
    domains: frozenset[str]
    """The hosts of the forgotten sites. "gazette.example" stands for this host and its subdomains,
    with any port. "gazette.example:8080" stands for this port only."""
    own: Mapping[str, frozenset[str]]
    """The key of a site that is not forgotten → the hosts of this site. Only the sites that were
    passed to `read_forgotten` are in it."""

    def has(self, url: str, site: str) -> bool:
        """Whether a URL belongs to a forgotten site.

        `site` is the key of the site under which the URL is stored. If this site is forgotten, the
        result is True. Otherwise the host of the URL counts, because a site may list URLs of other
        publishers. The result is True if the host belongs to a forgotten site, and not to `site`.
        If both sites have a domain that fits the host, the URL belongs to the site with the longer
        domain. If both have the same domain, it belongs to `site`.
        """
        if site in self.keys:
            return True
        if not self.domains:
            return False
        own = self.own.get(site, frozenset())
        known = (each for each in domains_above(url) if each in own or each in self.domains)
        return next(known, None) not in {None, *own}


def read_forgotten(connection: Connection, sites: Collection[str]) -> Forgotten:
    """Reads the forgotten sites, to check URLs that are stored under one of `sites`.

    `sites` are keys of sites. A caller that then stores the checked URLs must hold a lock in the
    same transaction: the storing lock, or the one that `share_forgotten_lock` takes.
    """
    rows = connection.execute(_READ, {"sites": list(sites)}).all()
    gone = [row for row in rows if row.is_forgotten]
    return Forgotten(
        keys=frozenset(row.key for row in gone),
        domains=frozenset(domain for row in gone for domain in row.domains or [row.key]),
        own={row.key: frozenset(row.domains) for row in rows if not row.is_forgotten},
    )


def share_forgotten_lock(connection: Connection) -> None:
    """Takes the lock for forgotten sites in shared mode, until this transaction ends.

    While the lock is held, no other transaction can forget a site.
    """
    connection.execute(_SHARE, {"key": FORGOTTEN_LOCK})


def take_forgotten_lock(connection: Connection) -> None:
    """Takes the lock for forgotten sites in exclusive mode, until this transaction ends.

    It first waits for the end of all transactions that store URLs or sources. Later ones have to
    wait for this transaction.
    """
    connection.execute(_TAKE, {"key": FORGOTTEN_LOCK})


_READ = text("""
    SELECT key, domains, forgotten_at IS NOT NULL AS is_forgotten FROM newsbot.sites
    WHERE forgotten_at IS NOT NULL OR key = ANY(CAST(:sites AS text[]))
""")
_SHARE = text("SELECT pg_advisory_xact_lock_shared(:key)")
_TAKE = text("SELECT pg_advisory_xact_lock(:key)")
