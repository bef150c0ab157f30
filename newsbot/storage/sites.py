"""Reads and writes the tables `newsbot.sites` and `newsbot.sources`.

Rows of the tables `articles` and `frontier` refer to sites and sources by the ids in these tables.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.storage.models import crawl_tables


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

    def name_sites(self, names: dict[str, str]) -> None:
        """Stores the names of sites: inserts missing rows, and updates the name in existing rows.

        `names` maps the key of each site to its name.
        """
        parameters = {"keys": list(names), "names": list(names.values())}
        with self._engine.begin() as connection:
            connection.execute(_NAME, parameters)

    def source_id(self, url: str, kind: str, site: str) -> int:
        """The id of the row in `newsbot.sources` for the source at `url`.

        If there is no such row, one is inserted, with the source's `kind` (e.g. "feed") and the key
        `site` of its site. A row that is there already stays as it is.
        """
        if url not in self._source_ids:
            sources = crawl_tables.sources
            row = {"url": url, "kind": kind, "site_id": self.site_ids([site])[site]}
            known = select(sources.c.id).where(sources.c.url == url)
            with self._engine.begin() as connection:
                found = connection.execute(known).scalar_one_or_none()
                if found is None:
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
    INSERT INTO newsbot.sites (key, name)
    SELECT key, given.name
    FROM unnest(CAST(:keys AS text[]), CAST(:names AS text[])) AS given (key, name)
    LEFT JOIN newsbot.sites AS s USING (key)
    WHERE s.id IS NULL OR s.name IS DISTINCT FROM given.name
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET name = excluded.name
""")
