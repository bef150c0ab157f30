"""Tells which URLs belong to forgotten sites or articles, which a person has removed.

A site is removed by `scrapy sites forget`. It keeps only its row in `newsbot.sites`. The row has
the key and the hosts of the site, and the column `forgotten_at` says when it was forgotten. An
article is removed by `scrapy articles forget`, which keeps only the URLs of the article; see
newsbot.storage.sites.forgotten_urls.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from newsbot.storage.sites.forgotten_urls import ForgottenUrl, keys_of, read_forgotten_urls
from newsbot.urls import domains_above, url_key

# The key of the PostgreSQL advisory lock for forgotten sites and articles. A transaction that
# stores URLs or sources takes the lock in shared mode, and then checks that they are not forgotten.
# A transaction that forgets a site or an article takes it in exclusive mode. So nothing can be
# forgotten between the check and the end of the storing transaction. The number is arbitrary, but
# no other advisory lock of the database may have it.
FORGOTTEN_LOCK = 7012


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenSite:
    """A site that `scrapy sites forget` has removed."""

    key: str
    domains: tuple[str, ...]
    """The hosts of the site. "gazette.example" stands for this host and its subdomains, with any
    port. "gazette.example:8080" stands for this port only."""
    forgotten_at: datetime

    def __str__(self) -> str:
        """Says when the site was forgotten, and by which command it is allowed again."""
        return (
            f"{self.key} was forgotten on {self.forgotten_at:%Y-%m-%d}; "
            f"`scrapy sites forget {self.key} --undo` allows it again"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The sites that `scrapy sites forget` has removed, as they were read in one transaction."""

    by_key: Mapping[str, ForgottenSite]
    """The key of each forgotten site → the site."""
    by_domain: Mapping[str, ForgottenSite]
    """Each host of a forgotten site → the site."""
    own: Mapping[str, frozenset[str]]
    """The key of each site that was passed to `read_forgotten` and is not forgotten → its hosts.
    URLs are to be stored under these sites."""
    urls: Mapping[bytes, ForgottenUrl] = field(default_factory=dict)
    """The url_key of each URL of a forgotten article → the URL, for keys that were passed to
    `read_forgotten`."""

    def cause(self, url: str, site: str) -> ForgottenSite | ForgottenUrl | None:
        """The removed site or article to which a URL belongs; None if it belongs to neither.

        `site` is the key of the site under which the URL is stored.
        """
        found = self.urls.get(url_key(url)) if self.urls else None
        return found or self.site_of(url, site)

    def site_of(self, url: str, site: str) -> ForgottenSite | None:
        """The removed site to which a URL belongs; None if it belongs to no removed site.

        Sites are removed by `scrapy sites forget`. `site` is the key of the site under which the
        URL is stored. If `site` was removed, it is the result. If it was not, the URL may still be
        on a host of a removed site. To find this, the URL's host is looked up, and then each domain
        above it: "a.b.example", then "b.example". If the domain is one of a removed site, this site
        is the result. Otherwise, if the domain is one of `site`, the result is None. If it is
        neither, the next domain is looked up.
        """
        if site in self.by_key:
            return self.by_key[site]
        if not self.by_domain:
            return None
        own = self.own.get(site, frozenset())
        for domain in domains_above(url):
            if domain in self.by_domain:
                return self.by_domain[domain]
            if domain in own:
                return None
        return None

    def has(self, url: str, site: str) -> bool:
        """Whether a URL belongs to a site or an article that a person has removed.

        `site` is the key of the site under which the URL is stored.
        """
        return self.cause(url, site) is not None


def read_forgotten(
    connection: Connection, sites: Collection[str] = (), keys: Collection[bytes] = ()
) -> Forgotten:
    """Reads which sites `scrapy sites forget` has removed, and which of some URLs are forgotten.

    `keys` are the url_keys of the URLs that may be those of a removed article.

    With the result, the caller finds out which of some URLs belong to removed sites. `sites` are
    the keys of the sites under which these URLs are stored. Their hosts are read too, because a URL
    on such a host never belongs to a removed site: "blog.gazette.example", for example, may be a
    host of a site that is still there, although the site "gazette.example" was removed.

    If the caller stores the URLs in the same transaction, the transaction must hold a lock, so that
    no site is removed in between. One of two locks is enough: that of `share_forgotten_lock`, or
    the storing lock, which every transaction that stores articles takes.
    """
    rows = connection.execute(_READ, {"sites": list(sites)}).all()
    gone = [
        ForgottenSite(
            key=row.key,
            domains=tuple(row.domains or [row.key]),
            forgotten_at=row.forgotten_at,
        )
        for row in rows
        if row.forgotten_at is not None
    ]
    return Forgotten(
        by_key={each.key: each for each in gone},
        by_domain={domain: each for each in gone for domain in each.domains},
        own={row.key: frozenset(row.domains) for row in rows if row.forgotten_at is None},
        urls=read_forgotten_urls(connection, keys),
    )


def forgotten_sites_of(
    engine: Engine, urls: Sequence[tuple[str, str]]
) -> list[ForgottenSite | None]:
    """The forgotten site to which each of `urls` belongs; None for a URL that belongs to none.

    Each of `urls` is a URL, and the key of the site under which it is stored.
    """
    with engine.connect() as connection:
        forgotten = read_forgotten(connection, {site for _, site in urls})
    return [forgotten.site_of(url, site) for url, site in urls]


def causes_of(
    engine: Engine, urls: Sequence[tuple[str, str]]
) -> list[ForgottenSite | ForgottenUrl | None]:
    """The removed site or article to which each of `urls` belongs; None for all other URLs.

    Each of `urls` is a URL, and the key of the site under which it is stored.
    """
    keys = keys_of([url for url, _ in urls])
    with engine.connect() as connection:
        forgotten = read_forgotten(connection, {site for _, site in urls}, keys)
    return [forgotten.cause(url, site) for url, site in urls]


def share_forgotten_lock(connection: Connection) -> None:
    """Keeps `scrapy sites forget` from removing a site until this transaction ends.

    The lock FORGOTTEN_LOCK is taken in shared mode.
    """
    connection.execute(_SHARE, {"key": FORGOTTEN_LOCK})


def take_forgotten_lock(connection: Connection) -> None:
    """Takes the lock for forgotten sites in exclusive mode, until this transaction ends.

    It first waits for the end of all transactions that store URLs or sources. Later ones have to
    wait for this transaction.
    """
    connection.execute(_TAKE, {"key": FORGOTTEN_LOCK})


_READ = text("""
    SELECT key, domains, forgotten_at FROM newsbot.sites
    WHERE forgotten_at IS NOT NULL OR key = ANY(CAST(:sites AS text[]))
""")
_SHARE = text("SELECT pg_advisory_xact_lock_shared(:key)")
_TAKE = text("SELECT pg_advisory_xact_lock(:key)")
