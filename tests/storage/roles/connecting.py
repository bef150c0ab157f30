"""Connections to a database of the tests as one of newsbot's roles."""

import psycopg
from sqlalchemy import make_url

from newsbot.postgres.location import shown


def url_as(role: str, database_url: str) -> str:
    """The URL of the same database for another role. The tests' server asks for no password."""
    return shown(make_url(database_url).set(username=role))


def run_as(role: str, database_url: str, *statements: str) -> list[tuple[object, ...]]:
    """Runs statements in a session of `role`, several in a transaction; the last one's rows."""
    url = url_as(role, database_url).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=len(statements) == 1) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def refusal(role: str, database_url: str, *statements: str) -> str | None:
    """The name of the error with which the last statement is refused; None if it is not."""
    try:
        run_as(role, database_url, *statements)
    except psycopg.Error as error:
        return type(error).__name__
    return None
