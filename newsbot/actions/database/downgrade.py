"""The work of `scrapy db downgrade`: says what would be lost, and takes the schema back."""

import tempfile
from pathlib import Path

from tabulate import tabulate

from newsbot.actions.db import described
from newsbot.errors import ConfigurationError
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate
from newsbot.storage.schema.losses import Columns, columns_of, losses


def downgrade(configured: str, revision: str, *, is_agreed: bool) -> None:
    """Takes the schema back to the revision `revision`, and prints what was done.

    If `is_agreed` is false, changes nothing: prints how many rows of which tables and columns would
    be lost, and raises ConfigurationError.
    `configured` is the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.

    Raises:
        ConfigurationError: there is no such revision, or `is_agreed` is false.
    """
    if not is_agreed:
        _show_losses(configured, revision)
        raise ConfigurationError(
            f"nothing is changed: `scrapy db downgrade {revision} --yes` does it"
        )
    print(described(migrate.downgrade(connect(configured, direct=True), revision), "downgraded"))


def _show_losses(configured: str, revision: str) -> None:
    engine = connect(configured, direct=True, limits=LONG)
    target = migrate.downgrade_target(engine, revision)
    found = losses(engine, _columns_at(target))
    name = target or "base"
    if not found:
        print(f"a downgrade to {name} loses no rows")
        return
    print(f"a downgrade to {name} loses for good:\n")
    table = [(loss.name, loss.rows) for loss in found]
    print(tabulate(table, ("table or column", "rows"), tablefmt="simple"))


def _columns_at(revision: str | None) -> Columns:
    """The tables and columns of the schema at a revision, read from a temporary database."""
    if revision is None:
        return {}
    with (
        tempfile.TemporaryDirectory(prefix="newsbot-") as folder,
        EmbeddedServer(Path(folder), fsync=False) as server,
    ):
        engine = connect(shown(server.url()))
        migrate.upgrade(engine, revision)
        columns = columns_of(engine)
        engine.dispose()
    return columns
