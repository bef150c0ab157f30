"""The embedded PostgreSQL, shared by every process that asks; the last one out stops it.

Three locks (flock), which the system lets go when their holder dies, however it dies:

- gate.lock, exclusive: held while the server is brought up or taken down.
- users.lock, shared: held by each process that uses the server; who gets it exclusively is alone.
- server.lock, exclusive: inherited by the server, so it is free when its last process has ended.

A last user that is killed with SIGKILL leaves the server up; the next process to come finds it so,
and stops it when it goes.
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
    """What came of asking the server to stop."""

    STOPPED = auto()
    IN_USE = auto()
    """Other processes use it; it stops when the last of them is done."""
    NOT_RUNNING = auto()


class EmbeddedServer:
    """The server of the folder `home`; a context manager that uses it.

    Not for more than one thread at a time. `fsync=False` is for tests: see Cluster.
    """

    def __init__(self, home: Path, *, fsync: bool = True) -> None:
        self.home = home
        self._cluster = Cluster(home, fsync=fsync)
        self._kept_up = home / "kept_up"
        self._users: int | None = None

    def url(self, database: str = DATABASE) -> URL:
        """The address of one of its databases, whether it runs or not."""
        return self._cluster.url(database)

    def is_running(self) -> bool:
        """Whether it takes connections."""
        return self._cluster.answers()

    def acquire(self) -> None:
        """Be one of the server's users, and the one who starts it if it is down.

        Raises ConfigurationError for a folder that is not usable, DatabaseError if it won't start.
        """
        self._make_home()
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
        """Be a user no more; without any, the server stops unless it is kept up."""
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
        """From now on the server outlives its users, until `stop`. For a user of it to call."""
        self._kept_up.touch()

    def stop(self) -> Stop:
        """Keep the server up no longer, and stop it if no process uses it."""
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
        """Acquired."""
        self.acquire()
        return self

    def __exit__(self, *exception: object) -> None:
        """Released."""
        self.release()

    def _make_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.home, error) from error

    def _bring_up(self) -> None:
        # A server that is down may still have processes: a killed one's, or one recovering from a
        # crash that was given up on.
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
            time.sleep(POLL_S)  # neither flock nor libpq waits with a time limit

    def _take_down(self) -> Stop:
        server = _opened(self.home / "server.lock")
        try:
            if _taken(server):
                return Stop.NOT_RUNNING
            self._cluster.stop()
            # pg_ctl is back a moment before the server's last process has ended.
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
    # Closed on exec, as Python opens all: no program that this process starts holds our locks.
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(path, error) from error


def _taken(descriptor: int) -> bool:
    """Whether the lock could be had, exclusively and at once."""
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
