"""`python -m migrations.check` tries the migrations in a new, temporary database.

It also checks that they make the same tables as those that the models in Python define.
"""

import io
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from newsbot.errors import NewsbotError
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate


def problem_with(engine: Engine) -> str | None:
    """Runs all migrations up, down and up again; returns the first error, or None if all work.

    `engine` leads to an empty database.
    """
    heads = ScriptDirectory.from_config(migrate.config()).get_heads()
    if len(heads) != 1:
        return f"there must be one head, not {len(heads)}: {', '.join(heads)}"
    try:
        migrate.upgrade(engine)
        compare(engine)
        migrate.downgrade(engine, "base")
        migrate.upgrade(engine)
    except (NewsbotError, CommandError) as error:
        return str(error)
    return None


def compare(engine: Engine) -> None:
    """Raises CommandError if the database's tables differ from those that the models define."""
    with engine.begin() as connection:
        config = migrate.config(connection)
        config.stdout = io.StringIO()
        command.check(config)


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="newsbot-") as folder,
        EmbeddedServer(Path(folder), fsync=False) as server,
    ):
        engine = connect(shown(server.url()))
        problem = problem_with(engine)
        engine.dispose()
    print(f"migrations: {problem or 'upgrade, downgrade and models agree'}")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
