"""The files and days that this process has leased, and the thread that renews the leases.

Before each step of the work, `require` compares the clock with the last renewal: a process that was
stopped for longer than a lease lasts must not go on with what another process has taken over.
"""

import logging
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
from newsbot.storage.connection.failures import database_error
from newsbot.storage.connection.retry import with_retries

logger = logging.getLogger(__name__)

# A lease is renewed each time that this share of its time has passed.
RENEWAL = 1 / 3
RETRY_S = 1.0
"""If the renewal has failed, it is tried again after at most this many seconds."""


class HeldLeases:
    """The leases of this process. All methods may be called in any thread.

    Args:
        rows: leases files and days in the database.
        apart: the same, with a connection of its own, for the thread that renews the leases.
        bury_dead: ends the runs of dead processes of this machine, and so their leases.
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
        self._thread = threading.Thread(target=self._renew_always, name="leases", daemon=True)

    def start(self) -> None:
        """Starts the thread that renews the leases."""
        self._thread.start()

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

    def _renew_always(self) -> None:
        usual_s = self._ttl_s * RENEWAL
        is_failing = False
        while not self._is_over.wait(min(RETRY_S, usual_s) if is_failing else usual_s):
            try:
                self._renew()
                self._bury_dead()
            except Exception as error:  # without this thread all leases run out
                if not is_failing:
                    failure = database_error(error)
                    text = "Leases could not be renewed, and may run out: %s"
                    logger.warning(text, failure or error, exc_info=None if failure else error)
                is_failing = True
            else:
                is_failing = False

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
