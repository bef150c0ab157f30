"""The embedded PostgreSQL server, shared by all processes that use it; the last one stops it.

There are three lock files. The operating system releases the lock (flock) of a process when the
process ends, even if it is killed.

- gate.lock: locked exclusively by a process while it starts or stops the server.
- users.lock: locked in shared mode by each process that uses the server. If a process can lock it
  exclusively, no other process uses the server.
- server.lock: locked exclusively while the server runs. All processes of the server inherit the
  lock, so it is free only when all of them have ended.

If the last process that uses the server is killed with SIGKILL, the server keeps running. The next
process uses it, and stops it in the end.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import Self

from sqlalchemy import URL

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.postgres.account import refuse_foreign
from newsbot.postgres.cluster import DATABASE, START_TIMEOUT_S, Cluster

POLL_S = 0.05


class Stop(Enum):
    """The possible results of a request to stop the server."""

    STOPPED = auto()
    IN_USE = auto()
    """The server was not stopped, because other processes use it. It stops when the last of them
    ends."""
    NOT_RUNNING = auto()


class EmbeddedServer:
    """The embedded PostgreSQL server of the folder `home`, as used by one process.

    Only one thread may use the object. As a context manager, it calls `acquire` at the start and
    `release` at the end.

    Args:
        home: the folder of the embedded database.
        fsync: False only in tests, where a power cut may destroy the data.
    """

    def __init__(self, home: Path, *, fsync: bool = True) -> None:
        self.home = home
        self._cluster = Cluster(home, fsync=fsync)
        self._kept_up = home / "kept_up"
        self._users: int | None = None

    def url(self, database: str = DATABASE) -> URL:
        """The URL of one of the server's databases; the server need not be running."""
        return self._cluster.url(database)

    def is_running(self) -> bool:
        """Whether the server accepts connections."""
        return self._cluster.answers()

    def acquire(self) -> None:
        """Makes this process a user of the server, and starts the server if it is down.

        Raises:
            ConfigurationError: the folder or the installed PostgreSQL cannot be used.
            DatabaseError: the server did not start.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.home, error) from error
        with self._gate():
            users = _opened(self.home / "users.lock")
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self._bring_up()
            except BaseException:
                os.close(users)
                raise
        self._users = users

    def release(self) -> None:
        """Ends the use of the server by this process.

        If no other process uses the server, it is stopped, unless `keep_up` was called.
        """
        if self._users is None:
            return
        users, self._users = self._users, None
        try:
            with self._gate():
                if _taken(users) and not self._kept_up.exists():
                    self._take_down()
        finally:
            os.close(users)

    def keep_up(self) -> None:
        """Keeps the server running until `stop` is called, even when no process uses it.

        It may only be called between `acquire` and `release`, i.e. while this process uses it.
        """
        self._kept_up.touch()

    def stop(self) -> Stop:
        """Stops the server if no process uses it.

        If other processes use the server, it stops when the last of them releases it. An earlier
        call of `keep_up`, which lets the server run without users, has no effect any more.
        """
        if not self.home.exists():
            return Stop.NOT_RUNNING
        with self._gate():
            self._kept_up.unlink(missing_ok=True)
            users = _opened(self.home / "users.lock")
            try:
                return self._take_down() if _taken(users) else Stop.IN_USE
            finally:
                os.close(users)

    def __enter__(self) -> Self:
        """Acquires the server, as `acquire` does."""
        self.acquire()
        return self

    def __exit__(self, *exception: object) -> None:
        """Ends the use of the server by this process, even after an exception (see `release`)."""
        self.release()

    def _bring_up(self) -> None:
        # Each process of the server holds server.lock. If the lock is free, the server is started.
        # If the lock is held although the server accepts no connections, the server is recovering
        # from a crash, or some of its processes have survived a kill. Then this method waits, up to
        # START_TIMEOUT_S, until the server accepts connections or the lock is free.
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._cluster.answers():
            server = _opened(self.home / "server.lock")
            try:
                if _taken(server):
                    self._cluster.start(inherit=server)
                    return
            finally:
                os.close(server)
            if time.monotonic() > deadline:
                raise DatabaseError(
                    f"the embedded PostgreSQL is up but takes no connection: see {self.home}"
                )
            # Two things can end this wait: the server accepts connections, or its last process ends
            # and so frees the lock. There is no way to wait for both at once, so both are checked
            # every POLL_S seconds.
            time.sleep(POLL_S)

    def _take_down(self) -> Stop:
        server = _opened(self.home / "server.lock")
        try:
            if _taken(server):
                return Stop.NOT_RUNNING
            self._cluster.stop()
            # pg_ctl returns a moment before the last of the server's processes has ended. They hold
            # this lock, so taking it waits for their end.
            fcntl.flock(server, fcntl.LOCK_EX)
        finally:
            os.close(server)
        return Stop.STOPPED

    @contextmanager
    def _gate(self) -> Iterator[None]:
        path = self.home / "gate.lock"
        descriptor = _opened(path)
        try:
            refuse_foreign(path)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _opened(path: Path) -> int:
    # This opens a lock file. A lock is held until no process has the file open any more. So
    # programs that this process starts later must not inherit the open file. `os.open` ensures this
    # with the flag close-on-exec.
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error


def _taken(descriptor: int) -> bool:
    """Tries to lock an open file exclusively, without waiting; returns whether that succeeded."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unusable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{path}: {error.strerror}; name a folder of your own in NEWSBOT_HOME, "
        "or a running PostgreSQL in NEWSBOT_DATABASE_URL"
    )
