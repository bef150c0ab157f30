"""Throw-away databases with the current schema, on an embedded PostgreSQL of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import Engine

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate

STATEMENT_TIMEOUT = "15min"
"""VACUUM of a million articles takes a tenth of that."""


@contextmanager
def database(server: EmbeddedServer, name: str) -> Iterator[Engine]:
    """The database of that name, made if it is not there, at the current schema."""
    _make(server, name)
    engine = connect(shown(server.url(name)))
    try:
        migrate.upgrade(engine)
        yield engine
    finally:
        engine.dispose()


def _make(server: EmbeddedServer, name: str) -> None:
    known = "SELECT FROM pg_database WHERE datname = %s"
    with psycopg.connect(shown(server.url("postgres")), autocommit=True) as connection:
        if connection.execute(known, [name]).fetchone() is None:
            new = sql.Identifier(name)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(new))
            limited = "ALTER DATABASE {} SET statement_timeout = {}"
            connection.execute(sql.SQL(limited).format(new, sql.Literal(STATEMENT_TIMEOUT)))
