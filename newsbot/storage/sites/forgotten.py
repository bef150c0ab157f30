"""Tells which URLs belong to forgotten sites: sites that `scrapy sites forget` has removed.

A forgotten site keeps its row in `newsbot.sites`, with its key and its hosts, and with the column
`forgotten_at`. No other row is stored for it any more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from newsbot.urls import domains_above

# The key of the PostgreSQL advisory lock for forgotten sites. A transaction that stores URLs or
# sources shares it with others of this kind. A transaction that forgets a site, or deletes sources,
# has it alone. So a site cannot be forgotten between the moment when another transaction looks
# whether it is, and the moment when this transaction stores a row for it. The number is arbitrary,
# but no other advisory lock of the database may have it.
FORGOTTEN_LOCK = 7012


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The forgotten sites, as one transaction sees them."""

    keys: frozenset[str]
    """The keys of the forgotten sites."""
    domains: frozenset[str]
    """The hosts of the forgotten sites. "gazette.example" stands for the host with its subdomains
    and all ports, "gazette.example:8080" for one port only."""
    own: Mapping[str, frozenset[str]]
    """Key of a registered site that is not forgotten → the hosts of this site. It has only the
    sites that `read_forgotten` was asked about."""

    def has(self, url: str, site: str) -> bool:
        """Whether a URL belongs to a forgotten site.

        It does if `site`, the key of the site that the URL counts for, is forgotten. It also does
        if its host belongs to a forgotten site and not to `site`: a registered site may list URLs
        of other publishers. If both sites have a domain that fits the host, the longer one counts;
        if both have the same, the URL belongs to `site`.
        """
        if site in self.keys:
            return True
        if not self.domains:
            return False
        own = self.own.get(site, frozenset())
        known = (each for each in domains_above(url) if each in own or each in self.domains)
        return next(known, None) not in {None, *own}


def read_forgotten(connection: Connection, sites: Collection[str]) -> Forgotten:
    """The forgotten sites, for questions about URLs that count for one of `sites`.

    `sites` are keys of sites. The caller's transaction must hold the storing lock, or the lock that
    `share_forgotten_lock` takes, if it stores what it was told is not forgotten.
    """
    rows = connection.execute(_READ, {"sites": list(sites)}).all()
    gone = [row for row in rows if row.is_forgotten]
    return Forgotten(
        keys=frozenset(row.key for row in gone),
        domains=frozenset(domain for row in gone for domain in row.domains or [row.key]),
        own={row.key: frozenset(row.domains) for row in rows if not row.is_forgotten},
    )


def share_forgotten_lock(connection: Connection) -> None:
    """Keeps other transactions from forgetting a site until this transaction ends."""
    connection.execute(_SHARE, {"key": FORGOTTEN_LOCK})


def take_forgotten_lock(connection: Connection) -> None:
    """Waits for all transactions that store URLs or sources, and keeps new ones waiting."""
    connection.execute(_TAKE, {"key": FORGOTTEN_LOCK})


_READ = text("""
    SELECT key, domains, forgotten_at IS NOT NULL AS is_forgotten FROM newsbot.sites
    WHERE forgotten_at IS NOT NULL OR key = ANY(CAST(:sites AS text[]))
""")
_SHARE = text("SELECT pg_advisory_xact_lock_shared(:key)")
_TAKE = text("SELECT pg_advisory_xact_lock(:key)")
