"""Where the database is: the one place that reads NEWSBOT_HOME and the URLs of databases."""

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
# Parameters that are no secret; passwords can be in `passfile`, `sslpassword` or a misspelled one.
SHOWN_PARAMETERS = frozenset(
    ("host", "port", "dbname", "user", "options", "sslmode", "sslrootcert", "connect_timeout")
)


def home() -> Path:
    """The embedded server's folder, absolute; it need not exist yet."""
    configured = os.environ.get("NEWSBOT_HOME", "")
    return Path(configured).expanduser().absolute() if configured else PROJECT / ".newsbot"


def database_url(configured: str = "") -> URL | None:
    """The database to use, as SQLAlchemy takes it; None stands for the embedded server.

    `configured` is the setting NEWSBOT_DATABASE_URL; where it is empty, the environment's counts.
    Raises ConfigurationError, without the password, for what is no PostgreSQL URL.
    """
    return _parsed(configured or _environment("NEWSBOT_DATABASE_URL"), "NEWSBOT_DATABASE_URL")


def direct_url(configured: str = "") -> URL | None:
    """The way to the database itself, where NEWSBOT_DATABASE_URL leads to a pool before it.

    It is NEWSBOT_DIRECT_URL in the environment, else the same as `database_url`.
    """
    direct = _parsed(_environment("NEWSBOT_DIRECT_URL"), "NEWSBOT_DIRECT_URL")
    return direct or database_url(configured)


def shown(url: URL, *, with_password: bool = False) -> str:
    """`url` as psql takes it, e.g. "postgresql://anna:***@db.example/news"."""
    plain = url.set(drivername="postgresql")
    if not with_password:
        secret = plain.query.keys() - SHOWN_PARAMETERS
        plain = plain.update_query_dict(dict.fromkeys(secret, "***"))
    text = plain.render_as_string(hide_password=not with_password)
    # SQLAlchemy writes a space in the query as "+", which libpq takes for a plus.
    address, mark, query = text.partition("?")
    return address + mark + query.replace("+", "%20")


def _environment(name: str) -> str:
    return os.environ.get(name, "")


def _parsed(configured: str, name: str) -> URL | None:
    """`configured` as a URL, None if it is empty; `name` is the setting it comes from."""
    text = configured.strip()
    if not text:
        return None
    # What follows the first of two is no host, but the rest of a password: say nothing of it.
    if text.count("@") > 1:
        raise ConfigurationError(
            f"{name} has more than one @: percent-encode those of the password as %40 "
            "(likewise / as %2F, : as %3A, # as %23, ? as %3F, % as %25)"
        )
    # The errors of make_url quote what they could not read, which may be the password.
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in SCHEMES:
        raise ConfigurationError(
            f"{name} is not a PostgreSQL URL: write it as postgresql://user:password@host/database,"
            " with what is special in the password percent-encoded"
        )
    return _password_in_its_place(url.set(drivername=DRIVER))


def _password_in_its_place(url: URL) -> URL:
    """`url` with a ?password=… moved to where SQLAlchemy knows to hide it."""
    password = url.query.get("password")
    if not isinstance(password, str):
        return url
    return url.set(password=password).difference_update_query(["password"])
