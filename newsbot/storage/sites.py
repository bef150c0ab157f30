"""Reads and writes newsbot.sites and newsbot.sources, which articles and frontier rows refer to."""

from collections.abc import Iterable

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert

from newsbot.storage.models import crawl_tables


class Sites:
    """Gives the ids of sites (by key) and sources (by URL), and inserts missing rows.

    Rows are inserted in transactions of their own, before the transaction that stores articles. If
    that transaction inserted them, a crawl that finds the same new site would have to wait for it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._site_ids: dict[str, int] = {}
        self._source_ids: dict[str, int] = {}

    def site_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """Site key → id, for the given keys; a site that has no row is inserted."""
        wanted = set(keys)
        missing = sorted(wanted - self._site_ids.keys())
        if missing:
            sites = crawl_tables.sites
            new = [{"key": key} for key in missing]
            found = select(sites.c.key, sites.c.id).where(sites.c.key.in_(missing))
            with self._engine.begin() as connection:
                connection.execute(insert(sites).on_conflict_do_nothing(), new)
                self._site_ids |= {row.key: row.id for row in connection.execute(found)}
        return {key: self._site_ids[key] for key in wanted}

    def name_sites(self, names: dict[str, str]) -> None:
        """Inserts rows for sites with names, or updates the names; `names` is site key → name."""
        rows = [{"key": key, "name": name} for key, name in sorted(names.items())]
        statement = insert(crawl_tables.sites)
        named = statement.on_conflict_do_update(
            index_elements=["key"],
            set_={"name": statement.excluded.name},
            where=crawl_tables.sites.c.name.is_distinct_from(statement.excluded.name),
        )
        with self._engine.begin() as connection:
            connection.execute(named, rows)

    def source_id(self, url: str, kind: str, site: str) -> int:
        """The id of the source at `url`.

        A source that has no row is inserted; in an existing row, kind and site are updated.
        """
        if url not in self._source_ids:
            sources = crawl_tables.sources
            row = {"url": url, "kind": kind, "site_id": self.site_ids([site])[site]}
            found = select(sources.c.id).where(sources.c.url == url)
            with self._engine.begin() as connection:
                connection.execute(insert(sources).values(row).on_conflict_do_nothing())
                self._source_ids[url] = connection.execute(found).scalar_one()
        return self._source_ids[url]
