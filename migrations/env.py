"""The script that alembic runs for each command; it migrates on the connection it is given.

If it is given none, as in a command of alembic itself, it makes a connection of its own.
"""

from alembic import context
from sqlalchemy import Connection

from newsbot.storage.engine import connect
from newsbot.storage.migrate import prepare, require_direct
from newsbot.storage.models import article_tables, health_tables
from newsbot.storage.revisions import SCHEMA

# Each module adds its tables to the metadata that all share.
TABLES = (article_tables.articles, health_tables.findings)


def is_ours(
    name: str | None,
    type_: str,
    parent_names: object,  # noqa: ARG001 - alembic passes it
) -> bool:
    """Whether autogenerate compares an object: everything in schema `newsbot`, nothing else."""
    return type_ != "schema" or name == SCHEMA


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=TABLES[0].metadata,
        version_table_schema=SCHEMA,
        include_schemas=True,
        include_name=is_ours,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with connect(direct=True).begin() as connection:
        require_direct(connection)
        prepare(connection)
        migrate(connection)


run()
