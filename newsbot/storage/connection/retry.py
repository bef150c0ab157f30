"""Retries transactions after temporary failures: a restarted server, a lost connection, a lock."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import TypeVar

from newsbot.errors import DatabaseError, RowRefused, Stopped
from newsbot.storage.connection.failures import (
    FAILED,
    FailedTransaction,
    Failure,
    kind_of,
    reason,
)

logger = logging.getLogger(__name__)

T = TypeVar("T")

# How long failing transactions are retried, in seconds. After that, the failure counts as
# permanent. A server that restarts after a crash replays its write-ahead log first. This takes
# seconds, rarely a minute.
LIMIT_S = 60
# The pause, in seconds, before the first retry of a transaction. It is short, because the first
# retry after a deadlock or a cut connection usually succeeds. The first retry is not logged.
FIRST_DELAY_S = 0.2
DELAY_S = 1.0


class Outage:
    """Runs transactions, and repeats those that fail for a temporary reason.

    Such a reason is e.g. a restart of the database. All threads of a process share one Outage
    object. It knows how many of them wait for the database.
    """

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._changing = Lock()
        self._waiting = 0
        self._since = 0.0
        self._given_up = Event()
        self._listeners: list[Callable[[bool], None]] = []

    @property
    def is_on(self) -> bool:
        """Whether there is an outage: the database fails, and at least one thread waits for it."""
        return self._waiting > 0

    def listen(self, listener: Callable[[bool], None]) -> None:
        """Registers a function to be called when the database fails, and when it works again.

        The argument is True when threads begin to wait for the database, and False when the
        database works again. The calls may come from any thread.
        """
        self._listeners.append(listener)

    def give_up(self) -> None:
        """Makes `run` fail with Stopped in all threads that wait for the database, now or later."""
        self._given_up.set()

    def run(self, work: Callable[[], T]) -> T:
        """Calls `work` until it no longer fails for a temporary reason, and returns its result.

        Args:
            work: a function that runs exactly one transaction.

        Raises:
            DatabaseError: the failure is permanent, or lasted longer than LIMIT_S.
            RowRefused: the database refuses a row of the transaction.
            Stopped: `give_up` was called.
        """
        try:
            return attempt(work)
        except FAILED as error:
            self._pause(FIRST_DELAY_S, error)
        try:
            return attempt(work)
        except FAILED as error:
            with self._waiting_with_others(error):
                return self._retried(work, error)

    def _retried(self, work: Callable[[], T], error: FailedTransaction) -> T:
        while time.monotonic() < self._since + self._limit_s:
            self._pause(DELAY_S, error)
            try:
                return attempt(work)
            except FAILED as again:
                error = again
        raise DatabaseError(f"the database failed: {reason(error)}") from error

    def _pause(self, seconds: float, error: FailedTransaction) -> None:
        if self._given_up.wait(seconds):
            raise Stopped(f"stopped while the database was away: {reason(error)}") from error

    @contextmanager
    def _waiting_with_others(self, error: FailedTransaction) -> Iterator[None]:
        with self._changing:
            self._waiting += 1
            if self._waiting == 1:
                self._since = time.monotonic()
                logger.warning(
                    "Waiting up to %g s for the database: %s",
                    self._limit_s,
                    reason(error),
                )
                self._tell(is_on=True)
        is_over = False
        try:
            yield
            is_over = True
        finally:
            with self._changing:
                self._waiting -= 1
                if is_over and not self._waiting:
                    away_s = time.monotonic() - self._since
                    logger.warning("The database works again, after %.0f s", away_s)
                    self._tell(is_on=False)

    def _tell(self, *, is_on: bool) -> None:
        for listener in self._listeners:
            listener(is_on)


def attempt(work: Callable[[], T]) -> T:
    """Calls `work` once; raises permanent failures as errors of newsbot.

    Raises:
        DBAPIError, PoolTimeout, FailedElsewhere: the failure may be temporary.
        RowRefused: the database refuses a row.
        DatabaseError: the failure is permanent.
    """
    try:
        return work()
    except UnicodeEncodeError as error:
        raise RowRefused(f"the database cannot take it: {error}") from error
    except FAILED as error:
        kind = kind_of(error)
        if kind is Failure.OF_A_ROW:
            raise RowRefused(f"the database refused it: {reason(error)}") from error
        if kind is Failure.LASTING:
            raise DatabaseError(f"the database failed: {reason(error)}") from error
        raise


outage = Outage()
"""The Outage object that all threads of this process share. One object suffices, because a process
uses only one database."""

with_retries = outage.run


async def ask(question: Callable[[], T]) -> T:
    """The result of `question`, a function that runs one transaction.

    `question` is called in a thread, so that the event loop is not blocked. If the database fails
    for a temporary reason, `question` is called again.
    """
    return await asyncio.to_thread(with_retries, question)
