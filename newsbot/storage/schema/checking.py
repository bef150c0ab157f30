"""Checks a database server for newsbot: connects, reads facts, and finds what is wrong."""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine

from newsbot.storage.connection.session import is_open_to_all, is_pooled
from newsbot.storage.schema.problems import (
    Level,
    Problem,
    problem_of_version,
    problems_of,
    problems_of_schema,
)
from newsbot.storage.schema.server_facts import read_schema, read_server


def check_server(engine: Engine, direct: Engine, *, is_embedded: bool) -> list[Problem]:
    """What is wrong with the database of `engine`, the gravest first.

    Args:
        engine: connected as crawls connect, maybe through a connection pool.
        direct: connected as migrations connect. It may be the same engine.
        is_embedded: whether the server is newsbot's own, in which newsbot is the superuser.
    """
    with engine.connect() as connection:
        major, *_ = connection.dialect.server_version_info or (0,)
        if too_old := problem_of_version(int(major)):
            return [too_old]
        server = read_server(connection)
        found = [
            *problems_of(server),
            *problems_of_schema(read_schema(connection), server.role),
            *_of_connection(connection, direct),
        ]
    if server.is_superuser and not is_embedded:
        found.append(
            Problem(
                name="superuser",
                level=Level.WARNING,
                message=(
                    f"crawls connect as the superuser {server.role}: newsbot_writer is enough "
                    "(`scrapy db roles` makes it)"
                ),
            )
        )
    return sorted(found, key=lambda problem: problem.level != Level.ERROR)


def _of_connection(connection: Connection, direct: Engine) -> Iterator[Problem]:
    with direct.connect() as own:
        if is_pooled(own):
            yield Problem(
                name="pool",
                level=Level.ERROR,
                message=(
                    "the connection goes through a pool such as pgbouncer, which serves neither "
                    "migrations nor LISTEN: name the database itself in NEWSBOT_DIRECT_URL"
                ),
            )
    if is_open_to_all(connection):
        yield Problem(
            name="tls",
            level=Level.WARNING,
            message=(
                "the connection to another machine is not encrypted: turn TLS on there, and add "
                "?sslmode=verify-full to NEWSBOT_DATABASE_URL"
            ),
        )
