"""The files and days that this process has leased, and the thread that renews the leases.

Before each step of the work, `require` compares the clock with the last renewal: a process that was
stopped for longer than a lease lasts must not go on with what another process has taken over.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from newsbot import clock
from newsbot.errors import DatabaseError
from newsbot.storage.archive.day_leases import Day
from newsbot.storage.archive.leases import LeaseGone
from newsbot.storage.archive.partition_leases import Key, PartitionLeases
from newsbot.storage.archive.partitions import Partition
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.renewing import start_renewing


class HeldLeases:
    """The leases of this process. All methods may be called in any thread.

    Args:
        rows: leases files and days in the database.
        apart: the same, with a connection of its own, for the thread that renews the leases.
        bury_dead: ends the runs of dead processes of this machine, by the connection of `apart`.
    """

    def __init__(
        self, rows: PartitionLeases, apart: PartitionLeases, bury_dead: Callable[[], None]
    ) -> None:
        self.rows = rows
        self._apart = apart
        self._bury_dead = bury_dead
        self._ttl_s = rows.ttl.total_seconds()
        self._until: dict[Key, float] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()

    def start(self) -> None:
        """Starts the thread that renews the leases."""
        start_renewing(self._ttl_s, self._renew, self._bury_dead, self._is_over)

    def stop(self) -> None:
        """Ends the thread, and all leases of the run.

        If the database fails now, the leases end when their time is up.
        """
        self._is_over.set()
        with self._lock:
            self._until.clear()
        with suppress(DatabaseError):
            with_retries(self.rows.give_all_back)

    def claim_partition(self) -> Partition | None:
        """Leases a file that is to be extracted; None if no file is free and due."""
        asked_at = clock.seconds()
        found = with_retries(self.rows.claim_partition)
        if found is not None:
            self._add(found.id, asked_at)
        return found

    def claim_day(self, *, without_failed: bool) -> Day | None:
        """Leases the first day that has pages to settle; None if it is not free or not ready."""
        asked_at = clock.seconds()
        found = with_retries(partial(self.rows.days.claim, without_failed=without_failed))
        if found is not None:
            self._add(found.day, asked_at)
        return found

    def require(self, key: Key) -> None:
        """Raises LeaseGone if the lease of a file or day is lost, or was not renewed in time."""
        with self._lock:
            until = self._until.get(key)
        if until is None or clock.seconds() >= until:
            raise LeaseGone(f"another run may have taken over {key}")

    def drop(self, key: Key) -> None:
        """Forgets a lease that was ended in the database."""
        with self._lock:
            self._until.pop(key, None)

    def give_back(self, key: Key) -> None:
        """Ends a lease whose file or day is not done, if this run still has it."""
        self.drop(key)
        with_retries(partial(self.rows.give_back, key))

    def _add(self, key: Key, asked_at: float) -> None:
        with self._lock:
            self._until[key] = asked_at + self._ttl_s

    def _renew(self) -> None:
        with self._lock:
            before = set(self._until)
        asked_at = clock.seconds()
        renewed = self._apart.renew(before)
        with self._lock:
            for key in before & self._until.keys():
                if key in renewed:
                    self._until[key] = asked_at + self._ttl_s
                else:
                    del self._until[key]
