"""Finds what is wrong with a database server, from facts that `server_facts` has read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from newsbot.postgres.binaries import OLDEST_MAJOR
from newsbot.storage.schema.server_facts import SchemaFacts, ServerFacts

# Ages of the oldest transaction number, in transactions. Autovacuum begins to renew old numbers at
# an age of 200 million. At 1.6 thousand million (vacuum_failsafe_age) it does nothing else any
# more. Shortly before 2 ** 31, PostgreSQL refuses all writes.
WORRYING_AGE = 500_000_000
DANGEROUS_AGE = 1_600_000_000
# The least size of shared_buffers, which is PostgreSQL's default. The search for copies of an
# article reads random places of large indexes, and is slow with a smaller cache.
LEAST_BUFFERS_MB = 128
# The least value of max_connections. A crawl opens up to 16 connections: 15 of its pool, and one
# that renews its leases.
LEAST_CONNECTIONS = 20
# The longest time, in milliseconds, that newsbot gives one of its own transactions (LONG in
# newsbot.storage.connection.session).
LONGEST_TRANSACTION_MS = 3_600_000
SHORTEST_IDLE_MS = 60_000
MOST_KEPT_BYTES = 1 << 30
EXTENSIONS = ("pg_trgm", "unaccent")
# The name of each setting that must not be "off" → what happens if it is "off".
NEEDED_ON = {
    "fsync": "after a power cut the database may be destroyed",
    "full_page_writes": "after a power cut the database may be destroyed",
    "autovacuum": "tables and indexes grow without end, and queries get slow",
    "track_counts": "autovacuum does not see what changed, and tables grow without end",
}


class Level(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    """newsbot does not work with the database, or may lose what it stored."""
    WARNING = "warning"
    """newsbot works, but slower, less safely, or not for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a database or its server, and what to do about it."""

    name: str
    """A word to search by, e.g. "autovacuum"."""
    level: Level
    message: str
    """One line for a person."""


def problem_of_version(major: int) -> Problem | None:
    """The problem that the server's major version, e.g. 13, is too old; None if it is not."""
    if major >= OLDEST_MAJOR:
        return None
    return _error(
        "version", f"the server is PostgreSQL {major}: newsbot needs {OLDEST_MAJOR} or later"
    )


def problems_of(server: ServerFacts) -> Iterator[Problem]:
    """What is wrong with a database server."""
    yield from _of_database(server)
    yield from _of_settings(server)
    yield from _of_age(server)
    yield from _of_snapshots(server)


def problems_of_schema(schema: SchemaFacts, role: str) -> Iterator[Problem]:
    """What is wrong with the owner of newsbot's tables, and with the rights of `role` on them."""
    if schema.missing_rights:
        first, *others = schema.missing_rights
        more = f" and {len(others)} more rights" if others else ""
        yield _error(
            "rights",
            f"the role {role} lacks {first}{more}: connect as newsbot_writer, or run "
            "`scrapy db roles` as the owner",
        )
    if schema.foreign:
        yield _warning(
            "owner",
            f"of the tables and views, {schema.foreign} do not belong to the owner of the schema "
            "newsbot: run `scrapy db roles`",
        )
    for power in schema.powers:
        yield _warning("powers", f"{power}: take this right away with ALTER ROLE or REVOKE")
    if schema.is_public_open:
        yield _warning(
            "public",
            "newsbot_reader may create tables: REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        )


def _of_database(server: ServerFacts) -> Iterator[Problem]:
    if server.encoding != "UTF8":
        yield _error(
            "encoding",
            f"the database stores text as {server.encoding}: make one with ENCODING 'UTF8'",
        )
    if server.ctype in {"C", "POSIX"}:
        yield _warning(
            "ctype",
            f"the database's LC_CTYPE is {server.ctype}: trigrams (pg_trgm) find nothing but "
            "Latin letters; make the database with LC_CTYPE 'C.UTF-8', and restore a dump there",
        )
    for name in EXTENSIONS:
        if name not in server.extensions:
            yield _warning(
                "extension",
                f"the server does not have the extension {name}: install PostgreSQL's contrib "
                "modules (package postgresql-contrib)",
            )
    if server.is_standby:
        yield _error("standby", "the server is a read-only standby: name the primary server")


def _of_settings(server: ServerFacts) -> Iterator[Problem]:
    settings = server.settings
    for name, then in NEEDED_ON.items():
        if settings.get(name) == "off":
            yield _error(name, f"{name} is off: {then}; set {name} = on")
    if settings.get("default_transaction_read_only") == "on":
        yield _error(
            "default_transaction_read_only",
            f"default_transaction_read_only is on for {server.role}: nothing can be stored",
        )
    if settings.get("synchronous_commit") == "off":
        yield _warning(
            "synchronous_commit",
            "synchronous_commit is off: a crash of the server loses what was stored last",
        )
    buffers_mb = int(settings.get("shared_buffers", "0")) * 8 // 1024
    if buffers_mb < LEAST_BUFFERS_MB:
        yield _warning(
            "shared_buffers",
            f"shared_buffers is {buffers_mb} MB: give at least {LEAST_BUFFERS_MB} MB, better an "
            "eighth of the memory",
        )
    connections = int(settings.get("max_connections", "0"))
    if connections < LEAST_CONNECTIONS:
        yield _warning(
            "max_connections",
            f"max_connections is {connections}, and one crawl may open 16: set at least "
            f"{LEAST_CONNECTIONS}",
        )
    if 0 < int(settings.get("transaction_timeout", "0")) < LONGEST_TRANSACTION_MS:
        yield _warning(
            "transaction_timeout",
            "transaction_timeout is less than 1 h, which commands that go through all articles "
            f"may take: ALTER ROLE {server.role} SET transaction_timeout = 0",
        )
    if 0 < int(settings.get("idle_session_timeout", "0")) < SHORTEST_IDLE_MS:
        yield _warning(
            "idle_session_timeout",
            "idle_session_timeout is less than 60 s, and ends sessions that wait in LISTEN: "
            f"ALTER ROLE {server.role} SET idle_session_timeout = 0",
        )


def _of_age(server: ServerFacts) -> Iterator[Problem]:
    if server.frozen_age > WORRYING_AGE:
        yield Problem(
            name="wraparound",
            level=Level.ERROR if server.frozen_age > DANGEROUS_AGE else Level.WARNING,
            message=(
                f"the oldest transaction number, in database {server.frozen_database}, is "
                f"{server.frozen_age // 1_000_000} million transactions old; at 2 147 million the "
                "server stops: end what holds vacuum back, and run VACUUM FREEZE there"
            ),
        )


def _of_snapshots(server: ServerFacts) -> Iterator[Problem]:
    for each in server.old_transactions:
        yield _warning(
            "old_transaction",
            f"a transaction of {each.role or 'nobody'}, {each.who}, is open since "
            f"{each.since:%Y-%m-%d %H:%M} UTC: vacuum removes no rows that were deleted since then",
        )
    for slot in server.slots:
        if slot.kept_bytes > MOST_KEPT_BYTES or slot.holds_rows:
            rows = ", and deleted rows that vacuum may not remove" if slot.holds_rows else ""
            yield _warning(
                "replication_slot",
                f"nobody reads the replication slot {slot.name}, for which the server keeps "
                f"{slot.kept_bytes >> 20} MiB of write-ahead log{rows}: start its reader, or "
                f"SELECT pg_drop_replication_slot('{slot.name}')",
            )


def _error(name: str, message: str) -> Problem:
    return Problem(name=name, level=Level.ERROR, message=message)


def _warning(name: str, message: str) -> Problem:
    return Problem(name=name, level=Level.WARNING, message=message)
