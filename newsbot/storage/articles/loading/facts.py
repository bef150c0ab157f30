"""What tells whether others have stored something since a group of pages was decided about."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text


@dataclass(slots=True, kw_only=True)
class Facts:
    """What was read of the database before decisions, to compare it when they are written."""

    start: Row[Any]
    """The newest rows, the last ids that were given out, and how much is forgotten."""
    rows: set[tuple[str, int, str]] = field(default_factory=set)
    """The stored articles of `PageGroup.read_ids` and their versions, each with its last change."""
    aliases: set[bytes] = field(default_factory=set)
    """Those URLs of pages that are further URLs of stored articles."""

    @classmethod
    def read(cls, connection: Connection) -> "Facts":
        """The facts at the beginning."""
        return cls(start=connection.execute(_START).one())

    def add(
        self, connection: Connection, article_ids: Collection[int], keys: Collection[bytes]
    ) -> None:
        """Adds facts about articles and URLs, in the transaction that decides about pages."""
        self.rows |= _rows(connection, article_ids)
        self.aliases |= _aliases(connection, keys)

    def hold(
        self, connection: Connection, article_ids: Collection[int], keys: Collection[bytes]
    ) -> bool:
        """Whether all is still as it was. The transaction must hold the storing lock."""
        return (
            connection.execute(_START).one() == self.start
            and _rows(connection, article_ids) == self.rows
            and _aliases(connection, keys) == self.aliases
        )


def _rows(connection: Connection, article_ids: Collection[int]) -> set[tuple[str, int, str]]:
    if not article_ids:
        return set()
    found = connection.execute(_ROWS, {"ids": list(article_ids)})
    return {(row.kind, row.id, row.changed) for row in found}


def _aliases(connection: Connection, keys: Collection[bytes]) -> set[bytes]:
    return set(connection.execute(_ALIASES, {"keys": list(keys)}).scalars()) if keys else set()


_START = text("""
    SELECT
        (SELECT coalesce(max(id), 0) FROM newsbot.versions) AS newest,
        (SELECT max(change_id) FROM newsbot.changes) AS change_id,
        coalesce(pg_sequence_last_value(
            CAST(pg_get_serial_sequence('newsbot.articles', 'id') AS regclass)), 0) AS article_id,
        coalesce(pg_sequence_last_value(
            CAST(pg_get_serial_sequence('newsbot.versions', 'id') AS regclass)), 0) AS version_id,
        (SELECT (count(*), max(forgotten_at))::text FROM newsbot.forgotten_urls) AS forgotten,
        (
            SELECT (count(*), max(forgotten_at))::text
            FROM newsbot.sites WHERE forgotten_at IS NOT NULL
        ) AS forgotten_sites
""")
_ROWS = text("""
    SELECT 'article' AS kind, id, CAST(xmin AS text) AS changed
    FROM newsbot.articles WHERE id = ANY(CAST(:ids AS bigint[]))
    UNION ALL
    SELECT 'version', id, CAST(xmin AS text)
    FROM newsbot.versions WHERE article_id = ANY(CAST(:ids AS bigint[]))
""")
_ALIASES = text("""
    SELECT url_key FROM newsbot.article_urls WHERE url_key = ANY(CAST(:keys AS bytea[]))
""")
