"""Reads what can be wrong with a database server: its version, settings, rights and old snapshots.

The statements work in all versions of PostgreSQL from 14 on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

# A transaction is reported if it has been open for longer than this.
OLD = timedelta(hours=1)
# The settings that are read, with a unit to which PostgreSQL converts numbers.
SETTINGS = (
    "autovacuum", "default_transaction_read_only", "fsync", "full_page_writes",
    "idle_session_timeout", "max_connections", "shared_buffers", "synchronous_commit",
    "track_counts", "transaction_timeout",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTransaction:
    """A transaction that has been open for long.

    While it is open, vacuum cannot remove rows that were deleted after its start.
    """

    who: str
    """The process that runs the transaction, e.g. "pid 4711 (grafana)"; for a prepared transaction,
    its name."""
    role: str | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A replication slot that nobody reads, so that old rows or write-ahead log are kept for it."""

    name: str
    kept_bytes: int
    """The size of the write-ahead log that is kept for the slot."""
    holds_rows: bool
    """Whether deleted rows are kept for the slot too, so that vacuum cannot remove them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """Facts of a database and its server, from which `problems_of` finds what is wrong."""

    encoding: str
    ctype: str
    """The locale that decides which characters are letters, e.g. "C.UTF-8"."""
    is_standby: bool
    settings: Mapping[str, str]
    """The name → the value of each setting in SETTINGS that the server knows, as it is for this
    role and database. Numbers have the units of the view pg_settings."""
    extensions: frozenset[str]
    """The names of the extensions that are installed, or could be."""
    role: str
    is_superuser: bool
    frozen_age: int
    """The age of the oldest transaction number in any database of the server, in transactions."""
    frozen_database: str
    """The name of the database with the oldest transaction number."""
    old_transactions: Sequence[OldTransaction]
    slots: Sequence[Slot]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFacts:
    """Facts of newsbot's schemas in a database, and of the rights that a role has there."""

    missing_rights: Sequence[str]
    """The rights that the connected role lacks, e.g. "INSERT on newsbot.articles"."""
    foreign: int
    """The number of newsbot's tables and views that do not belong to the owner of the schema."""
    is_public_open: bool
    """Whether newsbot_reader exists, and may create tables in the schema public."""
    powers: Sequence[str]
    """What roles of newsbot may do beyond their duty, e.g. "newsbot_reader is a superuser"."""


def read_server(connection: Connection, *, old: timedelta = OLD) -> ServerFacts:
    """The facts of the server. Transactions are reported if they are open for longer than `old`."""
    row = connection.execute(_SERVER).one()
    names = {"names": list(SETTINGS)}
    return ServerFacts(
        **row._asdict(),
        settings={row.name: row.setting for row in connection.execute(_SETTINGS, names)},
        extensions=frozenset(connection.execute(_EXTENSIONS).scalars()),
        old_transactions=[
            OldTransaction(**each._asdict())
            for each in connection.execute(_OLD_TRANSACTIONS, {"old": old})
        ],
        slots=[] if row.is_standby else [Slot(**s._asdict()) for s in connection.execute(_SLOTS)],
    )


def read_schema(connection: Connection) -> SchemaFacts:
    """The facts of the schemas, and of the rights of the role that `connection` has."""
    return SchemaFacts(
        missing_rights=connection.execute(_MISSING_RIGHTS).scalars().all(),
        **connection.execute(_SCHEMA).one()._asdict(),
        powers=connection.execute(_POWERS).scalars().all(),
    )


_SERVER = text("""
    SELECT pg_encoding_to_char(d.encoding) AS encoding, d.datctype AS ctype,
        pg_is_in_recovery() AS is_standby, current_user AS role, r.rolsuper AS is_superuser,
        oldest.age AS frozen_age, oldest.datname AS frozen_database
    FROM pg_database AS d, pg_roles AS r, (
        SELECT datname, age(datfrozenxid) AS age FROM pg_database ORDER BY age DESC LIMIT 1
    ) AS oldest
    WHERE d.datname = current_database() AND r.rolname = current_user
""")
_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY (:names)")
_EXTENSIONS = text("SELECT name FROM pg_available_extensions")
_OLD_TRANSACTIONS = text("""
    SELECT format('pid %s (%s)', pid, coalesce(nullif(application_name, ''), 'no name')) AS who,
        usename AS role, xact_start AS since
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND xact_start < pg_catalog.now() - :old
    UNION ALL
    SELECT format('prepared %s', gid), owner, prepared FROM pg_prepared_xacts
    WHERE database = current_database() AND prepared < pg_catalog.now() - :old
    ORDER BY since
""")
# Selects replication slots that nobody reads. A slot without `restart_lsn` keeps nothing yet.
_SLOTS = text("""
    SELECT slot_name AS name, (pg_current_wal_lsn() - restart_lsn)::bigint AS kept_bytes,
        num_nonnulls(xmin, catalog_xmin) > 0 AS holds_rows
    FROM pg_replication_slots
    WHERE NOT active AND restart_lsn IS NOT NULL AND wal_status <> 'lost' ORDER BY slot_name
""")
_MISSING_RIGHTS = text("""
    SELECT 'USAGE on schema ' || nspname FROM pg_namespace
    WHERE nspname IN ('newsbot', 'news') AND NOT has_schema_privilege(oid, 'USAGE')
    UNION ALL
    SELECT wanted || ' on ' || c.oid::regclass
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted
    WHERE NOT c.relispartition AND NOT has_table_privilege(c.oid, wanted) AND (
        n.nspname = 'newsbot' AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'
        OR n.nspname IN ('newsbot', 'news') AND c.relkind IN ('r', 'v', 'm') AND wanted = 'SELECT'
    )
    UNION ALL
    SELECT 'EXECUTE on ' || p.oid::regproc
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE n.nspname IN ('newsbot', 'news') AND p.prokind <> 'p'
        AND NOT has_function_privilege(p.oid, 'EXECUTE')
""")
_SCHEMA = text("""
    SELECT (
        SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('newsbot', 'news') AND c.relkind IN ('r', 'p', 'v', 'm')
            AND NOT c.relispartition AND c.relowner IS DISTINCT FROM (
                SELECT nspowner FROM pg_namespace WHERE nspname = 'newsbot'
            )
    ) AS "foreign", EXISTS (
        SELECT FROM pg_namespace AS n, pg_roles AS r
        WHERE n.nspname = 'public' AND r.rolname = 'newsbot_reader'
            AND has_schema_privilege(r.oid, n.oid, 'CREATE')
    ) AS is_public_open
""")
# A role of one of these names may have been there before newsbot, for something else.
_POWERS = text("""
    SELECT r.rolname || ' ' || CASE
        WHEN r.rolsuper THEN 'is a superuser'
        WHEN r.rolcreaterole THEN 'may create roles'
        ELSE 'is a member of ' || greater.rolname
    END
    FROM pg_roles AS r
    LEFT JOIN pg_roles AS greater ON NOT r.rolsuper AND NOT r.rolcreaterole
        AND pg_has_role(r.oid, greater.oid, 'MEMBER')
        AND (r.rolname, greater.rolname) IN (
            ('newsbot_reader', 'newsbot_writer'), ('newsbot_reader', 'newsbot_owner'),
            ('newsbot_writer', 'newsbot_owner')
        )
    WHERE r.rolname IN ('newsbot_owner', 'newsbot_writer', 'newsbot_reader')
        AND (r.rolsuper OR r.rolcreaterole OR greater.rolname IS NOT NULL)
    ORDER BY 1
""")
