"""Tells where the database is, by NEWSBOT_DATABASE_URL, NEWSBOT_DIRECT_URL and NEWSBOT_HOME.

These are environment variables. The first one is also a setting of Scrapy.
"""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from newsbot.errors import ConfigurationError

# The folder of the checkout, which contains scrapy.cfg and pyproject.toml.
PROJECT = Path(__file__).resolve().parents[2]

DRIVER = "postgresql+psycopg"
# The schemes with which a database URL may begin. Some hosting providers still give URLs that begin
# with "postgres://", which SQLAlchemy does not accept. So newsbot replaces the scheme by DRIVER.
SCHEMES = ("postgresql", "postgres", DRIVER)
# Parameters of a database URL whose values may be shown in messages. The values of all other
# parameters are hidden, because they may be passwords. This includes parameters whose names are
# misspelled.
SHOWN_PARAMETERS = frozenset(
    ("host", "port", "dbname", "user", "options", "sslmode", "sslrootcert", "connect_timeout")
)


def home() -> Path:
    """The absolute path of the embedded server's folder, which need not exist yet."""
    configured = os.environ.get("NEWSBOT_HOME", "")
    return Path(configured).expanduser().absolute() if configured else PROJECT / ".newsbot"


def database_url(configured: str = "") -> URL | None:
    """The URL of the database to use, in SQLAlchemy's form; None means the embedded server.

    Args:
        configured: the value of the setting NEWSBOT_DATABASE_URL; if it is empty, the value of the
            environment variable NEWSBOT_DATABASE_URL is used.

    Raises:
        ConfigurationError: the value is no PostgreSQL URL. The message does not show the password.
    """
    return _parsed(configured or _environment("NEWSBOT_DATABASE_URL"), "NEWSBOT_DATABASE_URL")


def direct_url(configured: str = "") -> URL | None:
    """The URL that leads to the database itself, even if newsbot otherwise uses a connection pool.

    This is the URL in the environment variable NEWSBOT_DIRECT_URL. If the variable is empty, the
    result is that of `database_url`.

    Args:
        configured: the value of the setting NEWSBOT_DATABASE_URL, which is passed to
            `database_url`; it may be empty.
    """
    direct = _parsed(_environment("NEWSBOT_DIRECT_URL"), "NEWSBOT_DIRECT_URL")
    return direct or database_url(configured)


def shown(url: URL, *, with_password: bool = False) -> str:
    """The text of a database URL as psql accepts it, e.g. "postgresql://anna:***@db.example/news".

    Passwords are replaced by "***" unless `with_password` is true.
    """
    plain = url.set(drivername="postgresql")
    if not with_password:
        secret = plain.query.keys() - SHOWN_PARAMETERS
        plain = plain.update_query_dict(dict.fromkeys(secret, "***"))
    text = plain.render_as_string(hide_password=not with_password)
    # SQLAlchemy writes a space in the URL's query as "+". But libpq would read this as a plus.
    base, mark, query = text.partition("?")
    return base + mark + query.replace("+", "%20")


def _environment(name: str) -> str:
    return os.environ.get(name, "")


def _parsed(configured: str, name: str) -> URL | None:
    """The database URL in the text `configured`; None if the text is empty.

    `name` is the setting or environment variable from which the text comes, for the error message.
    """
    text = configured.strip()
    if not text:
        return None
    # The first of two "@" may be a part of the password. Then it is unclear where the password
    # ends, so the message does not show the text.
    if text.count("@") > 1:
        raise ConfigurationError(
            f"{name} has more than one @: percent-encode those of the password as %40 "
            "(likewise / as %2F, : as %3A, # as %23, ? as %3F, % as %25)"
        )
    # The errors of `make_url` are not passed on: they quote parts of the URL, perhaps the password.
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in SCHEMES:
        raise ConfigurationError(
            f"{name} is not a PostgreSQL URL: write it as postgresql://user:password@host/database,"
            " with what is special in the password percent-encoded"
        )
    url = url.set(drivername=DRIVER)
    password = url.query.get("password")
    if isinstance(password, str):
        # The password is moved from the query to its usual place before "@", because SQLAlchemy
        # hides passwords in messages only there.
        url = url.set(password=password).difference_update_query(["password"])
    return url
