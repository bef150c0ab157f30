"""Reads and writes the tables `newsbot.sites` and `newsbot.sources`.

Rows of the tables `articles` and `frontier` refer to sites and sources by the ids in these tables.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.storage.models import crawl_tables
from newsbot.storage.sites.forgotten import read_forgotten, share_forgotten_lock


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredSite:
    """The values of a registered site that are stored in the database: key, name and hosts."""

    key: str
    name: str
    domains: tuple[str, ...]
    """The hosts of the site. "gazette.example" stands for the host with its subdomains and all
    ports, "gazette.example:8080" for one port only."""


class Sites:
    """Looks up the ids of sites by key, and of sources by URL; inserts rows that are missing.

    Rows are inserted in transactions of their own, before the transaction that stores articles. If
    that transaction inserted them, a crawl that finds the same new site would have to wait for it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._site_ids: dict[str, int] = {}
        self._source_ids: dict[str, int] = {}

    def site_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """A dictionary: each site key in `keys` → the id of the site's row in `newsbot.sites`.

        For a site that has no row yet, a row is inserted.
        """
        wanted = set(keys)
        missing = wanted - self._site_ids.keys()
        if missing:
            with self._engine.begin() as connection:
                found = _known_sites(connection, missing)
                new = [{"key": key} for key in sorted(missing - found.keys())]
                if new:
                    connection.execute(insert(crawl_tables.sites).on_conflict_do_nothing(), new)
                    found |= _known_sites(connection, missing)
            self._site_ids |= found
        return {key: self._site_ids[key] for key in wanted}

    def name_sites(self, sites: Iterable[RegisteredSite]) -> None:
        """Stores the names and hosts of registered sites.

        Missing rows are inserted, and changed rows are updated. Of sites with the same key, the
        last counts. A forgotten site (removed by `scrapy sites forget`) keeps the hosts with which
        it was forgotten.
        """
        by_key = {each.key: each for each in sites}
        parameters = {
            "keys": list(by_key),
            "names": [each.name for each in by_key.values()],
            "domains": [",".join(each.domains) for each in by_key.values()],
        }
        with self._engine.begin() as connection:
            connection.execute(_NAME, parameters)

    def source_id(self, url: str, kind: str, site: str) -> int | None:
        """The id of the row for the source at `url` in `newsbot.sources`; inserts a missing row.

        A new row gets the source's `kind` (e.g. "feed") and the key `site` of its site. An existing
        row is not changed. If the site is forgotten (removed by `scrapy sites forget`), no row is
        inserted, and the result is None.
        """
        if url not in self._source_ids:
            sources = crawl_tables.sources
            row = {"url": url, "kind": kind, "site_id": self.site_ids([site])[site]}
            known = select(sources.c.id).where(sources.c.url == url)
            with self._engine.begin() as connection:
                found = connection.execute(known).scalar_one_or_none()
                if found is None:
                    share_forgotten_lock(connection)
                    if read_forgotten(connection, [site]).has(url, site):
                        return None
                    connection.execute(insert(sources).values(row).on_conflict_do_nothing())
                    found = connection.execute(known).scalar_one()
            self._source_ids[url] = found
        return self._source_ids[url]


# Reads the sites that have rows, so that only missing rows are inserted. An INSERT uses up an id
# even if the row exists already. With 10 000 sites and a run each minute, all ids would be used up
# in five months.
def _known_sites(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    rows = connection.execute(_SITES, {"keys": list(keys)})
    return {row.key: row.id for row in rows}


_SITES = text("SELECT key, id FROM newsbot.sites WHERE key = ANY(CAST(:keys AS text[]))")
_NAME = text("""
    WITH given AS (
        SELECT key, name, string_to_array(domains, ',') AS domains
        FROM unnest(
            CAST(:keys AS text[]), CAST(:names AS text[]), CAST(:domains AS text[])
        ) AS each (key, name, domains)
    )
    INSERT INTO newsbot.sites AS stored (key, name, domains)
    SELECT key, given.name, given.domains
    FROM given LEFT JOIN newsbot.sites AS s USING (key)
    WHERE s.id IS NULL OR s.name IS DISTINCT FROM given.name
        OR s.forgotten_at IS NULL AND s.domains <> given.domains
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        name = excluded.name,
        domains = CASE
            WHEN stored.forgotten_at IS NULL THEN excluded.domains ELSE stored.domains
        END
""")
