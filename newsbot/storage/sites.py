"""Reads and writes the tables `newsbot.sites` and `newsbot.sources`.

Rows of articles and of the frontier refer to these tables.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import SourceReport
from newsbot.storage.models import crawl_tables


class Sites:
    """Gives the ids of sites (by key) and of sources (by URL), and inserts missing rows.

    Rows are inserted in transactions of their own, before the articles are stored. If they were
    inserted in the transaction that stores the articles, other crawls that find the same new site
    would have to wait for the end of this long transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._site_ids: dict[str, int] = {}
        self._source_ids: dict[str, int] = {}

    def site_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """The ids of sites, by site key; a site that has no row yet is inserted."""
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
        """Stores the names of sites: inserts missing rows, and updates the name in existing rows.

        `names` maps the key of each site to its name.
        """
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
            row = {"url": url, "kind": kind, "site_id": self.site_ids([site])[site]}
            statement = insert(crawl_tables.sources).values(row)
            named = statement.on_conflict_do_update(
                index_elements=["url"], set_={"kind": kind, "site_id": row["site_id"]}
            ).returning(crawl_tables.sources.c.id)
            with self._engine.begin() as connection:
                self._source_ids[url] = connection.execute(named).scalar_one()
        return self._source_ids[url]

    def record_report(self, report: SourceReport) -> None:
        """Stores when a source was fetched, and how many links it had or why the fetch failed.

        The fetch is described by `report`.
        """
        source_id = self.source_id(report.url, report.kind, report.site)
        values: dict[str, Any] = {
            "fetched_at": report.at,
            "links": report.links,
            "failure": report.failure,
        }
        sources = crawl_tables.sources
        with self._engine.begin() as connection:
            connection.execute(sources.update().where(sources.c.id == source_id).values(values))
