"""Tells what a dump of the database has to read, and how far a running pg_dump is."""

from dataclasses import dataclass

import psycopg
from sqlalchemy import URL, Connection, Engine, text

from newsbot.errors import ConfigurationError
from newsbot.storage.connection.session import is_pooled
from newsbot.storage.models.revisions import revision_of

SCHEMAS = ("newsbot", "news")
"""The schemas of the database that belong to newsbot: its tables, and the views for readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A database that is to be dumped."""

    url: URL
    revision: str
    """The revision of the database's schema, e.g. "0015"."""
    server_major: int
    """The major version of the server, e.g. 16."""
    has_tls: bool
    """Whether the connection to the server is encrypted."""
    extensions: tuple[str, ...]
    """The names of the extensions that are installed in newsbot's schemas."""
    sizes: dict[int, int]
    """The size in bytes of each table of newsbot, by the table's OID (its number)."""


def describe(engine: Engine) -> Source:
    """Looks up what must be known of the database before it is dumped with pg_dump.

    Raises:
        ConfigurationError: the database has no schema of newsbot, or the connection goes through a
            pool.
    """
    with engine.connect() as connection:
        require_direct(connection, "dumps")
        revision = revision_of(connection)
        if revision is None:
            raise ConfigurationError("there is nothing to dump: the database has no schema yet")
        extensions = connection.execute(_EXTENSIONS, {"schemas": list(SCHEMAS)}).scalars().all()
        return Source(
            url=engine.url,
            revision=revision,
            server_major=driver_of(connection).info.server_version // 10_000,
            has_tls=driver_of(connection).pgconn.ssl_in_use,
            extensions=tuple(extensions),
            sizes={row.oid: row.bytes for row in connection.execute(_SIZES)},
        )


class Progress:
    """Asks the database server how far a running pg_dump is."""

    def __init__(self, engine: Engine, source: Source) -> None:
        self._engine = engine
        self._sizes = source.sizes
        # The OID of each table that pg_dump has begun → the share of the table that it has read, 0
        # to 1.
        self._begun: dict[int, float] = {}

    @property
    def total_bytes(self) -> int:
        """The size of all tables that are dumped."""
        return sum(self._sizes.values())

    def bytes_read(self) -> int:
        """About how many bytes of tables pg_dump has read.

        Each call asks only for the table that is read now. So a table that was read between two
        calls may be missing.
        """
        with self._engine.connect() as connection:
            reading = connection.execute(_READING).one_or_none()
        if reading is not None:
            # pg_dump reads one table after the other. So all tables that were begun before are
            # done.
            self._begun = dict.fromkeys(self._begun, 1.0)
            self._begun[reading.relid] = min(1.0, float(reading.part))
        return int(sum(self._sizes.get(oid, 0) * part for oid, part in self._begun.items()))


def require_direct(connection: Connection, what: str) -> None:
    """Raises ConfigurationError if `connection` goes through a pool such as pgbouncer.

    `what` is what needs a connection without a pool, in the plural.
    """
    if is_pooled(connection):
        raise ConfigurationError(
            f"{what} need a connection of their own, not one of a pool such as pgbouncer: "
            "name the database itself in NEWSBOT_DIRECT_URL"
        )


def driver_of(connection: Connection) -> psycopg.Connection:
    """The connection of psycopg that SQLAlchemy's `connection` uses."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: there is no other driver
    return driver


_EXTENSIONS = text("""
    SELECT e.extname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE n.nspname = ANY(CAST(:schemas AS text[])) ORDER BY e.extname
""")
_SIZES = text("""
    SELECT c.oid, pg_table_size(c.oid) AS bytes FROM pg_class AS c
    WHERE c.relnamespace = 'newsbot'::regnamespace AND c.relkind = 'r'
""")
# Selects the table that pg_dump copies now, and the share of its rows that is copied.
_READING = text("""
    SELECT p.relid, p.tuples_processed / greatest(c.reltuples, 1) AS part
    FROM pg_stat_progress_copy AS p
    JOIN pg_stat_activity AS a ON a.pid = p.pid AND a.application_name = 'pg_dump'
    JOIN pg_class AS c ON c.oid = p.relid
    WHERE p.datname = current_database() AND c.relnamespace = 'newsbot'::regnamespace
    ORDER BY p.pid LIMIT 1
""")
