"""The sources that runs poll: their rows, in the queues of their hosts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, text

from newsbot.storage.leases.queues import wake
from newsbot.storage.sites import Sites
from newsbot.urls import origin_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A source as a registry, or a person, names it."""

    url: str
    kind: str
    site: str


class Polls:
    """The rows of sources.

    Args:
        engine: of the database.
        queue_of: the queue in which the host of a URL is.
    """

    def __init__(self, engine: Engine, queue_of: Callable[[str], str]) -> None:
        self._engine = engine
        self._queue_of = queue_of

    def register(self, sources: Sequence[Polled], *, is_regular: bool) -> dict[str, int]:
        """The ids of sources by URL; what is new or changed is written.

        `is_regular`: they are polled whenever they are due, from now on; else only when a person
        names them.
        """
        if not sources:
            return {}
        site_ids = Sites(self._engine).site_ids(each.site for each in sources)
        by_url = {each.url: each for each in sources}
        urls = sorted(by_url)
        queues = {origin_of(url): self._queue_of(url) for url in urls}
        parameters: dict[str, Any] = {
            "urls": urls,
            "kinds": [by_url[url].kind for url in urls],
            "sites": [site_ids[by_url[url].site] for url in urls],
            "hosts": [origin_of(url) for url in urls],
            "is_regular": is_regular,
        }
        with self._engine.begin() as connection:
            new = set(connection.execute(_UNKNOWN, parameters).scalars())
            wake(connection, new, queues)
            connection.execute(_REGISTER, parameters)
            rows = connection.execute(_IDS, {"urls": urls})
            return {row.url: row.id for row in rows}


_GIVEN = """unnest(
    CAST(:urls AS text[]), CAST(:kinds AS text[]), CAST(:sites AS integer[]), CAST(:hosts AS text[])
) AS given (url, kind, site_id, host)"""
_UNKNOWN = text(f"""
    SELECT DISTINCT given.host FROM {_GIVEN}
    LEFT JOIN newsbot.sources AS s USING (url)
    WHERE s.host IS NULL OR s.host <> given.host OR :is_regular AND s.next_at IS NULL
""")  # noqa: S608 - of constants
_REGISTER = text(f"""
    INSERT INTO newsbot.sources (url, kind, site_id, host, next_at)
    SELECT url, kind, site_id, host, CASE WHEN :is_regular THEN newsbot.now() END FROM {_GIVEN}
    ORDER BY url
    ON CONFLICT (url) DO UPDATE SET
        kind = excluded.kind, site_id = excluded.site_id, host = excluded.host,
        next_at = coalesce(sources.next_at, excluded.next_at)
    WHERE (sources.kind, sources.site_id, sources.host)
            IS DISTINCT FROM (excluded.kind, excluded.site_id, excluded.host)
        OR sources.next_at IS NULL AND excluded.next_at IS NOT NULL
""")  # noqa: S608 - of constants
_IDS = text("SELECT url, id FROM newsbot.sources WHERE url = ANY(CAST(:urls AS text[]))")
