"""Leases of a run, and the thread that renews them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from newsbot.downloading.leases import Leases
from newsbot.storage.leases.queues import Lease
from tests.patience import wait_until

AWAY = OperationalError("UPDATE", {}, psycopg.OperationalError("the server is away"))


class FlakyRows:
    """Rows of queues in a database that is away at the first two renewals."""

    def __init__(self, error: Exception = AWAY) -> None:
        self.renewals, self.error = 0, error

    def begin(self) -> None:
        """The run is known."""

    def bury_dead(self) -> None:
        """No run has died."""

    def take(self, queue: str) -> Lease:
        return Lease(queue=queue, asked_at=None)

    def renew(self) -> set[str]:
        self.renewals += 1
        if self.renewals <= 2:
            raise self.error
        return {"gazette.example"}

    def give_back(self, queues: object, of_articles: object, unfinished: object) -> None:
        """The queues are free again."""


@pytest.mark.parametrize("error", [AWAY, PoolTimeout("all are in use"), KeyError("a bug")])
def test_renewals_go_on_after_a_failure(error):
    rows = FlakyRows(error)
    leases = Leases(rows, 0.3, {}, ())  # type: ignore[arg-type] # enough methods for renewals
    leases.start(rows)  # type: ignore[arg-type] # as above
    leases.take("gazette.example")
    try:
        wait_until(lambda: rows.renewals >= 4)
    finally:
        leases.stop()


class Waits(Event):
    """Notes how long each wait would be, and is set at the fifth."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout)
        if len(self.seconds) == 5:
            self.set()
        return self.is_set()


def test_a_failed_renewal_is_repeated_after_a_second():
    rows, waits = FlakyRows(), Waits()
    leases = Leases(rows, 60, {}, (), _is_over=waits)  # type: ignore[arg-type] # enough methods
    leases.start(rows)  # type: ignore[arg-type] # as above
    wait_until(waits.is_set)
    assert waits.seconds == [20, 1, 1, 20, 20]


class TakenOver(FlakyRows):
    """Rows of queues that another run has taken over, and given back."""

    def renew(self) -> set[str]:
        return set()


def test_requests_of_a_lost_lease_do_not_lease_the_queue_again():
    leases = Leases(TakenOver(), 0.3, {}, ())  # type: ignore[arg-type] # enough methods
    assert leases.may_ask("gazette.example")
    wait_until(lambda: not leases.holds("gazette.example"))
    assert not leases.may_ask("gazette.example")
    assert not leases.may_ask("gazette.example")
    leases.give_back(["gazette.example"])
    assert leases.may_ask("gazette.example")


class ClaimedMeanwhile(FlakyRows):
    """Rows of a queue whose claim began before the first renewal, which does not see it."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun, self.may_end, self.is_known = Event(), Event(), Event()

    def take(self, queue: str) -> Lease:
        self.has_begun.set()
        self.may_end.wait()
        return super().take(queue)

    def renew(self) -> set[str]:
        self.renewals += 1
        self.may_end.set()
        self.is_known.wait()
        return set() if self.renewals == 1 else {"gazette.example"}


def test_a_queue_that_was_claimed_during_a_renewal_is_not_lost(caplog):
    rows = ClaimedMeanwhile()
    leases = Leases(rows, 3, {}, ())  # type: ignore[arg-type] # enough methods
    with ThreadPoolExecutor(1) as thread:
        taking = thread.submit(leases.take, "gazette.example")
        rows.has_begun.wait()
        leases.start(rows)  # type: ignore[arg-type] # as above
        taking.result()
        rows.is_known.set()
        wait_until(lambda: rows.renewals >= 2)
    leases.stop()
    assert "another run" not in caplog.text
