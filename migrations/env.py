"""The script that alembic runs for each of its commands. It migrates the database.

newsbot passes a database connection to alembic, and the script uses it. If a person runs a command
of alembic directly, no connection is passed. Then the script makes one.
"""

from alembic import context
from sqlalchemy import Connection, text

from newsbot.storage.connection.session import TIME_LIMITS
from newsbot.storage.engine import connect
from newsbot.storage.models import (
    archive_tables,
    article_tables,
    backfill_tables,
    health_tables,
    search_tables,
)
from newsbot.storage.models.revisions import SCHEMA
from newsbot.storage.schema.migrate import LIMITS, require_direct
from newsbot.storage.schema.turn import turn

# The import of these five modules adds all tables of newsbot to one SQLAlchemy MetaData object,
# from which alembic reads them. A table of each module is named here, so that ruff does not take
# the imports for unused.
TABLES = (
    article_tables.articles,
    archive_tables.archive_files,
    backfill_tables.backfill_pages,
    health_tables.findings,
    search_tables.search_entries,
)


def is_ours(
    name: str | None,
    type_: str,
    parent_names: object,  # noqa: ARG001 - alembic passes it
) -> bool:
    """Whether alembic compares an object of the database, such as a table, with the models.

    `name` is the name of the object, and `type_` is its type, e.g. "schema". A schema is compared
    only if it is the schema `newsbot`. Objects of other types are always compared.
    """
    return type_ != "schema" or name == SCHEMA


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=TABLES[0].metadata,
        version_table_schema=SCHEMA,
        include_schemas=True,
        include_name=is_ours,
        compare_server_default=True,
        # If a transaction is open already, all migrations run in it.
        transaction_per_migration=not connection.in_transaction(),
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with connect(direct=True).execution_options(**{TIME_LIMITS: LIMITS}).connect() as connection:
        require_direct(connection)
        with turn(connection):
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.commit()
            migrate(connection)
            connection.commit()


run()
