"""`python -m migrations.lint` lets squawk judge the SQL of migrations that came after 0.2.0.

squawk knows which statements lock out readers and writers, or break the last release. The file
squawk.toml beside this one says which of its rules are left out, and why. A statement passes if
the comment `-- squawk-ignore RULE` stands above it; another comment says why.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

_HERE = Path(__file__).parent
CONFIG = _HERE / "squawk.toml"
# The migrations up to the release 0.2.0 were made for databases that nobody used meanwhile.
FIRST = "0016"
# The ends of the names of files that run outside a transaction.
OUTSIDE = (".indexes.sql", ".fill.sql")


def problems_of(files: list[Path]) -> str:
    """What squawk finds in these files of SQL; empty if it finds nothing.

    If a revision has a file that runs outside a transaction, what runs before it is committed
    already when an upgrade is killed there, and runs again. So squawk wants all of it to be
    repeatable.
    """
    return "".join(_squawk(group, is_atomic) for group, is_atomic in _groups(files))


def new_files() -> list[Path]:
    """The files of SQL that upgrade to the revisions from FIRST on.

    Those of views and functions are among them. Downgrades are not judged: they drop what the
    upgrade made, which is their purpose.
    """
    folders = ("versions", "views/*", "functions/*")
    upgrades = [file for folder in folders for file in _HERE.glob(f"{folder}/*.sql")]
    found = [file for file in upgrades if not file.name.endswith(".down.sql")]
    return sorted((file for file in found if _revision(file) >= FIRST), key=_revision)


def _revision(file: Path) -> str:
    return file.name[: len(FIRST)]


def _groups(files: list[Path]) -> Iterator[tuple[list[Path], bool]]:
    for _, group in groupby(sorted(files, key=_revision), key=_revision):
        each = list(group)
        yield each, not any(file.name.endswith(OUTSIDE) for file in each)


def _squawk(files: list[Path], is_atomic: bool) -> str:  # noqa: FBT001 - given by position in pairs
    options = ["--assume-in-transaction"] if is_atomic else []
    ended = subprocess.run(  # noqa: S603 - the linter of the lock
        [_program(), "--config", CONFIG, "--reporter", "gcc", *options, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout if ended.returncode == 0 else ended.stdout + ended.stderr


def _program() -> str:
    """The squawk of this Python's environment, or else the one on the PATH."""
    program = shutil.which("squawk", path=Path(sys.executable).parent) or shutil.which("squawk")
    if program is None:
        raise SystemExit("squawk is missing: run `make setup`")
    return program


def main() -> int:
    problems = problems_of(new_files())
    print(problems or "squawk: nothing to say of the new migrations", end="" if problems else "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
