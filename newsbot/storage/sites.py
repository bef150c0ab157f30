"""Sites and sources: the rows that articles and frontier addresses refer to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import SourceReport
from newsbot.storage.models import crawl_tables


class Sites:
    """Ids of sites and sources by key and address; makes missing rows.

    Rows are made in transactions of their own, before any that stores articles: two crawls that
    meet a new site at once would otherwise wait for each other.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._site_ids: dict[str, int] = {}
        self._source_ids: dict[str, int] = {}

    def site_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """The id of each site key."""
        wanted = set(keys)
        missing = sorted(wanted - self._site_ids.keys())
        if missing:
            with self._engine.begin() as connection:
                self._site_ids.update(_ids_of_sites(connection, missing))
        return {key: self._site_ids[key] for key in wanted}

    def name_sites(self, names: dict[str, str]) -> None:
        """Gives registered sites (key → name) their rows and names."""
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
        """The id of a source."""
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
        """Writes down what came of fetching a source."""
        source_id = self.source_id(report.url, report.kind, report.site)
        values: dict[str, Any] = {
            "fetched_at": report.at,
            "links": report.links,
            "failure": report.failure,
        }
        sources = crawl_tables.sources
        with self._engine.begin() as connection:
            connection.execute(sources.update().where(sources.c.id == source_id).values(values))


def _ids_of_sites(connection: Connection, keys: list[str]) -> dict[str, int]:
    sites = crawl_tables.sites
    connection.execute(insert(sites).on_conflict_do_nothing(), [{"key": key} for key in keys])
    found = connection.execute(select(sites.c.key, sites.c.id).where(sites.c.key.in_(keys)))
    return {row.key: row.id for row in found}
