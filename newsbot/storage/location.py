"""Where the database is: the one place that reads NEWSBOT_HOME and NEWSBOT_DATABASE_URL."""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from newsbot.errors import ConfigurationError

# The checkout: the folder that holds scrapy.cfg and pyproject.toml.
PROJECT = Path(__file__).resolve().parents[2]

DRIVER = "postgresql+psycopg"
# Heroku and its like still hand out postgres://, which SQLAlchemy no longer takes.
SCHEMES = ("postgresql", "postgres", DRIVER)


def home() -> Path:
    """The embedded server's folder, absolute; it need not exist yet."""
    configured = os.environ.get("NEWSBOT_HOME", "")
    return Path(configured).expanduser().absolute() if configured else PROJECT / ".newsbot"


def database_url(configured: str = "") -> URL | None:
    """The database to use, as SQLAlchemy takes it; None stands for the embedded server.

    `configured` is the setting NEWSBOT_DATABASE_URL; where it is empty, the environment's counts.
    Raises ConfigurationError, without the password, for what is no PostgreSQL URL.
    """
    text = (configured or os.environ.get("NEWSBOT_DATABASE_URL", "")).strip()
    return _parsed(text) if text else None


def shown(url: URL, *, with_password: bool = False) -> str:
    """`url` as psql takes it, e.g. "postgresql://anna:***@db.example/news"."""
    plain = url.set(drivername="postgresql")
    text = plain.render_as_string(hide_password=not with_password)
    # SQLAlchemy writes a space in the query as "+", which libpq takes for a plus.
    address, mark, query = text.partition("?")
    return address + mark + query.replace("+", "%20")


def _parsed(text: str) -> URL:
    # The errors of make_url quote what they could not read, which may be the password.
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in SCHEMES:
        raise ConfigurationError(
            "NEWSBOT_DATABASE_URL is not a PostgreSQL URL: "
            "write it as postgresql://user:password@host/database"
        )
    return _password_in_its_place(url.set(drivername=DRIVER))


def _password_in_its_place(url: URL) -> URL:
    """`url` with a ?password=… moved to where SQLAlchemy knows to hide it."""
    password = url.query.get("password")
    if not isinstance(password, str):
        return url
    return url.set(password=password).difference_update_query(["password"])
