"""The database roles of newsbot: an owner, a writer and a reader.

`newsbot_owner` owns the schemas and migrates them, `newsbot_writer` crawls, and `newsbot_reader`
reads the views of the schema `news`. A database works without them too: then the role that first
migrated it owns everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.storage.connection.failures import Failure, kind_of, reason

OWNER, WRITER, READER = ROLES = ("newsbot_owner", "newsbot_writer", "newsbot_reader")

_HERE = Path(__file__).parent
_AS_OWNER = "SET LOCAL ROLE newsbot_owner"
_MADE = text("SELECT rolname FROM pg_roles WHERE rolname = ANY (:names)")
_SCHEMA_OWNER = text("""
    SELECT r.rolname, pg_has_role(current_user, r.oid, 'MEMBER') AS may, current_user AS me
    FROM pg_namespace AS n JOIN pg_roles AS r ON r.oid = n.nspowner WHERE n.nspname = 'newsbot'
""")
_FOREIGN = text("""
    SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('newsbot', 'news') AND c.relkind IN ('r', 'p', 'v', 'm')
        AND c.relowner::regrole::text <> :owner
""")
_MAY = text("""
    SELECT (rolsuper OR rolcreaterole) AS create_roles, rolname AS me, EXISTS (
        SELECT FROM pg_roles WHERE rolname = 'newsbot_owner' AND pg_has_role(oid, 'USAGE')
    ) AS act_as_owner
    FROM pg_roles WHERE rolname = current_user
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesMade:
    """The changes that `make_roles` made in a database."""

    made: tuple[str, ...]
    """The names of the roles that did not exist before."""
    moved: int
    """The number of tables and views that had another owner, and now belong to newsbot_owner."""


def roles_sql() -> str:
    """The SQL that makes the roles and gives them their rights, as one transaction for psql."""
    return f"BEGIN;\n{_text('roles')}\n{_AS_OWNER};\n{_text('rights')}COMMIT;\n"


def make_roles(engine: Engine) -> RolesMade:
    """Makes the roles of newsbot, gives the schemas to the owner, and gives the others rights.

    What exists already stays as it is.

    Raises:
        ConfigurationError: the role that `engine` connects as may not do this.
        DatabaseError: the database failed, and nothing has changed.
    """
    try:
        with engine.begin() as connection:
            known = set(connection.execute(_MADE, {"names": list(ROLES)}).scalars())
            missing = tuple(name for name in ROLES if name not in known)
            _require_may(connection, create_roles=bool(missing))
            moved = connection.execute(_FOREIGN, {"owner": OWNER}).scalar_one()
            for sql in (_text("roles"), _AS_OWNER, _text("rights")):
                _run(connection, sql)
            return RolesMade(made=missing, moved=moved)
    except DBAPIError as error:
        if kind_of(error) is Failure.LASTING:
            raise ConfigurationError(f"cannot make the roles: {reason(error)}") from error
        raise DatabaseError(f"the roles are not made: {reason(error)}") from error


@contextmanager
def as_owner(connection: Connection) -> Iterator[None]:
    """Lets the transactions of a `with` block run as newsbot_owner, if this role owns the schema.

    So everything that migrations create belongs to one role, whoever runs them. At the end,
    newsbot_writer and newsbot_reader get their rights on what was created. The connection must lead
    to the database itself.

    Raises:
        ConfigurationError: the role of `connection` may not act as newsbot_owner.
    """
    is_of_owner = _is_of_owner(connection)
    connection.rollback()
    if not is_of_owner:
        yield
        return
    _commit(connection, f"SET ROLE {OWNER}")
    try:
        yield
        _commit(connection, _text("rights"))
    finally:
        # If the connection is lost, the role need not be reset.
        with suppress(DBAPIError):
            connection.rollback()
            _commit(connection, "RESET ROLE")


@contextmanager
def replaced_as_owner(connection: Connection) -> Iterator[None]:
    """Lets the current transaction replace the schemas as newsbot_owner, if that owns the schema.

    At the end of the `with` block, writer and reader get their rights on what is there then. They
    are never without these rights, because all of this is one transaction.

    Raises:
        ConfigurationError: the role of `connection` may not act as newsbot_owner.
    """
    is_of_owner = _is_of_owner(connection)
    if is_of_owner:
        _run(connection, _AS_OWNER)
    yield
    if is_of_owner:
        _run(connection, _text("rights"))


def may_migrate(connection: Connection) -> bool:
    """Whether the role of `connection` may change the schema; also True if there is none yet."""
    found = connection.execute(_SCHEMA_OWNER).one_or_none()
    return found is None or bool(found.may)


def _is_of_owner(connection: Connection) -> bool:
    """Whether newsbot_owner owns the schema, so that whoever changes it has to act as that role."""
    found = connection.execute(_SCHEMA_OWNER).one_or_none()
    if found is not None and not found.may:
        raise ConfigurationError(
            f"the schema belongs to {found.rolname}, and {found.me} may not change it: connect as "
            f"{found.rolname} (in NEWSBOT_DIRECT_URL, if only for migrations, dumps and restores)"
        )
    return found is not None and bool(found.rolname == OWNER)


def _commit(connection: Connection, sql: str) -> None:
    _run(connection, sql)
    connection.commit()


def _require_may(connection: Connection, *, create_roles: bool) -> None:
    may = connection.execute(_MAY).one()
    if not may.create_roles and (create_roles or not may.act_as_owner):
        raise ConfigurationError(
            f"{may.me} may not {'create roles' if create_roles else 'change their rights'}: let an "
            "administrator run what `scrapy db roles --sql` prints"
        )


def _text(name: str) -> str:
    return (_HERE / f"{name}.sql").read_text(encoding="utf-8")


def _run(connection: Connection, sql: str) -> None:
    connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
