"""Accounts of people and programs: passwords, and roles that read as newsbot_reader does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.storage.connection.failures import Failure, kind_of, reason
from newsbot.storage.schema.roles import READER, ROLES

# Matches names that need no quotes in SQL, so that people can type them everywhere.
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_IS_ROLE = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :name)")
_IS_READER = text("""
    SELECT EXISTS (
        SELECT FROM pg_auth_members AS m
        JOIN pg_roles AS member ON member.oid = m.member
        JOIN pg_roles AS role ON role.oid = m.roleid
        WHERE member.rolname = :name AND role.rolname = :reader
    )
""")
# In PostgreSQL, the settings of a role do not apply to its members. So each new reader gets a copy
# of the settings of newsbot_reader.
_NEW_READER = text("""
    SELECT format('CREATE ROLE %I LOGIN IN ROLE newsbot_reader', CAST(:name AS text))
    UNION ALL
    SELECT format('ALTER ROLE %I SET %I = %L', CAST(:name AS text), split_part(setting, '=', 1),
        substr(setting, strpos(setting, '=') + 1))
    FROM pg_roles, unnest(rolconfig) AS setting WHERE rolname = 'newsbot_reader'
""")
_PASSWORD = text(
    "SELECT format('ALTER ROLE %I PASSWORD %L', CAST(:name AS text), CAST(:hash AS text))"
)


def add_reader(engine: Engine, name: str) -> bool:
    """Makes a role `name` that may connect and read what newsbot_reader reads.

    Returns False if it was made before.

    Raises:
        ConfigurationError: the name cannot be used, newsbot_reader is missing, or the role that
            `engine` connects as may not create roles.
        DatabaseError: the database failed.
    """
    if not _NAME.fullmatch(name) or name.startswith("pg_") or name in ROLES:
        raise ConfigurationError(
            f"{name!r} cannot be the name of a reader: take a name of its own, of the letters "
            "a to z, digits and _"
        )
    with _told(engine, f"cannot make the reader {name}") as connection:
        if not connection.execute(_IS_ROLE, {"name": READER}).scalar_one():
            raise ConfigurationError(f"there is no {READER} yet: run `scrapy db roles`")
        if connection.execute(_IS_READER, {"name": name, "reader": READER}).scalar_one():
            return False
        if connection.execute(_IS_ROLE, {"name": name}).scalar_one():
            raise ConfigurationError(
                f"the role {name} exists, and has rights of its own: take another name, or "
                f"GRANT {READER} TO {name}"
            )
        for statement in connection.execute(_NEW_READER, {"name": name}).scalars().all():
            _run(connection, statement)
    return True


def set_password(engine: Engine, name: str, password: str) -> None:
    """Sets the password of the role `name`. The server gets a hash, and never the password itself.

    Raises:
        ConfigurationError: there is no such role, or its password may not be changed.
        DatabaseError: the database failed.
    """
    with _told(engine, f"cannot set the password of {name}") as connection:
        if not connection.execute(_IS_ROLE, {"name": name}).scalar_one():
            raise ConfigurationError(f"there is no role {name}: run `scrapy db roles`")
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: there is no other driver
        hashed = driver.pgconn.encrypt_password(password.encode(), name.encode()).decode()
        given = {"name": name, "hash": hashed}
        _run(connection, connection.execute(_PASSWORD, given).scalar_one())


@contextmanager
def _told(engine: Engine, what: str) -> Iterator[Connection]:
    """A transaction; the message of each database error in it begins with the text `what`."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        kind = ConfigurationError if kind_of(error) is Failure.LASTING else DatabaseError
        raise kind(f"{what}: {reason(error)}") from error


def _run(connection: Connection, sql: str) -> None:
    connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
