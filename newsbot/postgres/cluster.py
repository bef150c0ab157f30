"""One PostgreSQL data folder and its server: created, started, asked, stopped."""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from functools import cached_property
from pathlib import Path

from psycopg import pq
from sqlalchemy import URL

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.postgres.account import Account, refuse_foreign, server_account
from newsbot.postgres.binaries import Binaries, find_binaries
from newsbot.postgres.location import DRIVER
from newsbot.postgres.memory import shared_buffers

DATABASE = "newsbot"
SUPERUSER = "newsbot"
# It only names the socket: nothing listens on TCP.
PORT = "5432"
# The longest address of a Unix socket is 104 bytes on macOS, 108 on Linux, its last a zero.
LONGEST_SOCKET = 103

# A crash may leave a gigabyte of log to replay; a fast stop first writes a checkpoint.
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 60

OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": "50",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Every checkpoint makes the next writes log whole pages: fewer of them, and packed.
    "checkpoint_timeout": "15min",
    "wal_compression": "pglz",
    # Look-ups by key and in GIN indexes, on disks that seek for free.
    "random_page_cost": "1.1",
    # Compiling a query pays for reports over millions of rows, not for ours.
    "jit": "off",
    # With cron the server is up for seconds at a time: it must come to vacuuming and analysing
    # within them, and through a table before it stops again.
    "autovacuum_naptime": "2s",
    "autovacuum_vacuum_cost_delay": "0",
    # The log is for what went wrong; it is kept for good.
    "log_checkpoints": "off",
}
# What tests give up for speed: after a power cut nothing of them is wanted.
UNSAFE_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class Cluster:
    """The data folder `home`/data and the server on it; who may call when is its owner's business.

    Only the user who owns the folder can enter it, and so reach the server: the socket is inside.
    `fsync=False` is for tests: a power cut may then destroy the data.
    """

    def __init__(self, home: Path, *, fsync: bool = True) -> None:
        self.home = home
        self.data = home / "data"
        self.log = home / "server.log"
        self._fsync = fsync

    @cached_property
    def socket_folder(self) -> Path:
        """The data folder, or one with a short name under the temporary folder."""
        address = str(self.data / f".s.PGSQL.{PORT}")
        # libpq takes a comma for the start of a second host, "@" for no file at all.
        if len(os.fsencode(address)) <= LONGEST_SOCKET and "," not in address:
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"newsbot-{os.geteuid()}-{name}"

    def url(self, database: str = DATABASE) -> URL:
        """The address of one of the server's databases."""
        where = {"host": str(self.socket_folder), "port": PORT}
        return URL.create(DRIVER, username=SUPERUSER, database=database, query=where)

    def answers(self) -> bool:
        """Whether the server takes connections, be it too busy for one more."""
        asked = f"host='{_escaped(self.socket_folder)}' port={PORT} user={SUPERUSER}"
        return pq.PGconn.ping(asked.encode()) == pq.Ping.OK

    def start(self, *, inherit: int) -> None:
        """Start the server, creating the data folder first where there is none, and await it.

        The server keeps the file descriptor `inherit` open until its last process has ended. No
        server may be running. Raises ConfigurationError for a folder that is not usable.
        """
        binaries = find_binaries()
        account = server_account(self.data)
        self._prepare(account, binaries)
        # No server runs, so these are a crashed one's. Should their process number by now be some
        # other program's, as it often is in a restarted container, PostgreSQL would not start.
        for stale in (self.data / "postmaster.pid", self.socket_folder / f".s.PGSQL.{PORT}.lock"):
            stale.unlink(missing_ok=True)
        self._control(account, binaries, "start", "-o", self._options(), inherit=inherit)

    def stop(self) -> None:
        """Stop the server: running statements are rolled back, everything committed is on disk."""
        self._control(server_account(self.data), find_binaries(), "stop", "-m", "fast")
        if self.socket_folder != self.data:
            self.socket_folder.rmdir()

    def _control(
        self,
        account: Account,
        binaries: Binaries,
        *action: str,
        inherit: int | None = None,
    ) -> None:
        timeout_s = START_TIMEOUT_S if action[0] == "start" else STOP_TIMEOUT_S
        control = binaries.folder / "pg_ctl"
        with self.log.open("ab") as log:
            written = log.tell()
            done = account.run(
                # pg_ctl puts the folder into a shell's command, where "$" in its path would count.
                [control, "-D", self.data.name, "-s", "-w", "-t", str(timeout_s), *action],
                folder=self.home,
                stdout=log,
                stderr=log,
                pass_fds=() if inherit is None else (inherit,),
            )
        if done.returncode:
            raise DatabaseError(
                f"the embedded PostgreSQL did not {action[0]}: "
                f"{_complaint(self.log.read_bytes()[written:].decode(errors='replace'))} "
                f"(see {self.log})"
            )

    def _options(self) -> str:
        folder = str(self.socket_folder).replace('"', '""')
        options = OPTIONS | {
            "unix_socket_directories": f'"{folder}"',
            "shared_buffers": shared_buffers(),
        }
        if not self._fsync:
            options |= UNSAFE_OPTIONS
        return " ".join(shlex.quote(f"--{name}={value}") for name, value in options.items())

    def _prepare(self, account: Account, binaries: Binaries) -> None:
        """See to it that data and socket folder are there, are ours and fit the binaries."""
        if not self.data.exists() or not any(self.data.iterdir()):
            self._create(account, binaries)
        version_file = self.data / "PG_VERSION"
        if not version_file.is_file():
            raise ConfigurationError(
                f"{self.data} holds something else than a database: "
                "name another folder in NEWSBOT_HOME"
            )
        major = version_file.read_text(encoding="ascii").strip()
        if major != str(binaries.major):
            raise ConfigurationError(
                f"{self.data} is PostgreSQL {major}'s, and {binaries.folder} is PostgreSQL "
                f"{binaries.major}: dump it with the old version and restore it into a new "
                "NEWSBOT_HOME"
            )
        account.require_access(self.data, binaries.folder)
        if self.socket_folder != self.data:
            self._prepare_socket_folder(account)

    def _prepare_socket_folder(self, account: Account) -> None:
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        # The temporary folder is everyone's: another user may have made it, or a link of that name.
        refuse_foreign(self.socket_folder, account)
        self.socket_folder.chmod(0o700)
        account.give(self.socket_folder)

    def _create(self, account: Account, binaries: Binaries) -> None:
        """Create the data folder, whole or not at all: it gets its name when it is ready."""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        account.give(unfinished)
        account.require_access(unfinished, binaries.folder)
        sync = [] if self._fsync else ["--no-sync"]
        _created(
            account.run(
                [
                    binaries.folder / "initdb",
                    f"--pgdata={unfinished}",
                    f"--username={SUPERUSER}",
                    "--auth=trust",
                    "--encoding=UTF8",
                    *locale_options(binaries.major),
                    *sync,
                ],
                capture_output=True,
            )
        )
        postgres = binaries.folder / "postgres"
        _created(
            account.run(
                [postgres, "--single", "-D", unfinished, "-c", "exit_on_error=on", "postgres"],
                stdin=f"CREATE DATABASE {DATABASE}\n",
                capture_output=True,
            )
        )
        unfinished.rename(self.data)


def locale_options(major: int) -> list[str]:
    """What makes sorting bytewise and letters Unicode's, the same on every machine."""
    # pg_trgm and full text search ask the C library what a letter is; macOS has no C.UTF-8.
    ctype = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    options = ["--locale=C", f"--lc-ctype={ctype}"]
    if major >= 17:  # noqa: PLR2004 - the first release with a provider of its own
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def _created(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        raise DatabaseError(
            f"the embedded PostgreSQL's data folder cannot be created: {_complaint(done.stderr)}"
        )


def _complaint(output: str) -> str:
    """The line of a program's output that says what is wrong."""
    lines = output.strip().splitlines() or ["it gave no reason"]
    wrong = [line for line in lines if "FATAL:" in line or "error:" in line]
    return (wrong or lines)[0]


def _escaped(folder: Path) -> str:
    return str(folder).replace("\\", "\\\\").replace("'", "\\'")
