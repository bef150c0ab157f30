"""Creates a PostgreSQL data folder, and starts, checks and stops the server of the folder."""

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
# The server listens only on a Unix socket, not on TCP. The port number is only a part of the name
# of this socket.
PORT = "5432"
# The maximum length, in bytes, of the path of a Unix socket. The limit of the operating system is
# 104 on macOS and 108 on Linux. It includes a zero byte at the end.
LONGEST_SOCKET = 103

# newsbot waits at most START_TIMEOUT_S seconds for the start of the server, and STOP_TIMEOUT_S
# seconds for its end. The start takes long after a crash: the server may have to replay a gigabyte
# of write-ahead log. The stop may take long because the server first writes a checkpoint.
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 60

OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": "50",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # After each checkpoint, PostgreSQL copies each page into the write-ahead log when the page
    # first changes. Fewer checkpoints make fewer copies, and compression makes each copy smaller.
    "checkpoint_timeout": "15min",
    # PostgreSQL 14 knows only "on", which stands for "pglz" in later versions too.
    "wal_compression": "on",
    # On SSDs, random reads cost hardly more than sequential ones. With this value, PostgreSQL
    # prefers indexes, which suits newsbot: nearly all its queries look up keys.
    "random_page_cost": "1.1",
    # Compiling a query takes longer than it saves, unless the query reads millions of rows.
    "jit": "off",
    # autovacuum looks for changed tables every 5 s, without pauses in its work (cost delay 0). It
    # must be so often because the server may run for only a few seconds: cron may start a crawl
    # that has little to do. With 2 s, autovacuum took a third of the server's CPU time in a crawl
    # into a new database. Tables with fewer than 500 changed rows are skipped, because small tables
    # hardly need statistics that are up to date.
    "autovacuum_naptime": "5s",
    "autovacuum_analyze_threshold": "500",
    "autovacuum_vacuum_threshold": "500",
    "autovacuum_vacuum_cost_delay": "0",
    # The log file is never deleted, so it must not grow with each checkpoint.
    "log_checkpoints": "off",
}
# Server options for tests. They make the server faster. A power cut may destroy the data, but
# nobody needs the data after a test.
UNSAFE_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class Cluster:
    """The data folder of the embedded PostgreSQL (the folder `data` in `home`), and its server.

    The class has no locks. The caller must make sure that only one process at a time starts or
    stops the server. Only one user of the operating system can connect to the server: its socket is
    in a folder that no other user can enter.

    Args:
        home: the folder of the embedded database.
        fsync: False only in tests, where a power cut may destroy the data.
    """

    def __init__(self, home: Path, *, fsync: bool = True) -> None:
        self.home = home
        self.data = home / "data"
        self.log = home / "server.log"
        self._fsync = fsync

    @cached_property
    def socket_folder(self) -> Path:
        """The folder that holds the server's socket: the data folder, if its path is suitable.

        If the path of the data folder is too long for a socket or contains a comma, the socket is
        in a folder with a short name in the system's folder for temporary files.
        """
        path = str(self.data / f".s.PGSQL.{PORT}")
        # A path with a comma cannot be used, because libpq takes the comma for the separator of two
        # hosts.
        if len(os.fsencode(path)) <= LONGEST_SOCKET and "," not in path:
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"newsbot-{os.geteuid()}-{name}"

    def url(self, database: str = DATABASE) -> URL:
        """The URL of one of the server's databases, given by its name."""
        where = {"host": str(self.socket_folder), "port": PORT}
        return URL.create(DRIVER, username=SUPERUSER, database=database, query=where)

    def answers(self) -> bool:
        """Whether the server is running and has finished its start.

        The answer is True even if all connections of the server are taken at the moment.
        """
        asked = f"host='{_escaped(self.socket_folder)}' port={PORT} user={SUPERUSER}"
        return pq.PGconn.ping(asked.encode()) == pq.Ping.OK

    def start(self, *, inherit: int) -> None:
        """Starts the server and waits until it accepts connections.

        The data folder is created if it is missing. No server may be running for it yet.

        Args:
            inherit: the file descriptor of a locked file. All processes of the server inherit it,
                so the lock is released when the last of them has ended.

        Raises:
            ConfigurationError: the folder or the installed PostgreSQL cannot be used.
            DatabaseError: the server did not start.
        """
        binaries = find_binaries()
        account = server_account(self.data)
        self._prepare(account, binaries)
        # No server is running, so these files were left by a server that crashed. They hold the
        # process id of that server. Another program may have the same id now, especially in a
        # restarted container. PostgreSQL would take that program for a running server, and refuse
        # to start.
        for stale in (self.data / "postmaster.pid", self.socket_folder / f".s.PGSQL.{PORT}.lock"):
            stale.unlink(missing_ok=True)
        self._control(account, binaries, "start", "-o", self._options(), inherit=inherit)

    def stop(self) -> None:
        """Stops the server. Running transactions are rolled back, and committed data is kept."""
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
                # pg_ctl passes the path to a shell, which would expand a "$" in it. The path of
                # `home` may contain one. So pg_ctl runs in `home`, and gets only the name of the
                # data folder.
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
        """Creates missing folders, and checks the owner and version of existing ones.

        Raises:
            ConfigurationError: a folder cannot be used.
        """
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
        # Every user can write to the folder of temporary files. So another user may have made the
        # socket folder there, or a link with its name.
        refuse_foreign(self.socket_folder, account)
        self.socket_folder.chmod(0o700)
        account.give(self.socket_folder)

    def _create(self, account: Account, binaries: Binaries) -> None:
        """Creates the data folder.

        The folder gets its final name only when it is complete. So an interruption never leaves an
        incomplete folder under this name.
        """
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
    """Options of initdb, so that text is sorted and classified in the same way on all machines.

    Text is sorted by its bytes. Which characters are letters is determined by Unicode.
    """
    # This setting decides which characters are letters for pg_trgm and full text search. macOS has
    # no locale C.UTF-8.
    ctype = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    options = ["--locale=C", f"--lc-ctype={ctype}"]
    if major >= 17:  # noqa: PLR2004 - the first release with a built-in locale provider
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def _created(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        raise DatabaseError(
            f"the embedded PostgreSQL's data folder cannot be created: {_complaint(done.stderr)}"
        )


def _complaint(output: str) -> str:
    """The first line of a program's output that reports an error, or else the first line."""
    lines = output.strip().splitlines() or ["it gave no reason"]
    wrong = [line for line in lines if "FATAL:" in line or "error:" in line]
    return (wrong or lines)[0]


def _escaped(folder: Path) -> str:
    return str(folder).replace("\\", "\\\\").replace("'", "\\'")
