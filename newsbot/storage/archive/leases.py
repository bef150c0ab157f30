"""What the leases of WARC files and of days have in common.

A lease is two columns of a row: the run that has the lease, and until when. It ends by itself when
its time is up, or at once if its run has ended or is known to be dead.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from newsbot.errors import NewsbotError

# How long a file or day that failed waits before it is tried again, after one failure, two and so
# on. The last pause is also that of all further failures.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
# SQL: whether no living run has a lease of the row `t`.
IS_FREE = """(
    t.leased_by IS NULL OR t.leased_until <= newsbot.now() OR NOT EXISTS (
        SELECT FROM newsbot.runs AS r WHERE r.id = t.leased_by AND r.finished_at IS NULL
    )
)"""
# SQL: sets the columns of a row that has failed. It has the parameters `failure` and `pauses`.
FAIL = """
    leased_by = NULL, leased_until = NULL, tries = tries + 1, failure = :failure,
    next_at = newsbot.now() + (CAST(:pauses AS interval[]))[least(tries + 1, cardinality(:pauses))]
"""


class LeaseGone(NewsbotError):
    """The error that another run may have taken over a file or day from this run."""


@dataclass(frozen=True, slots=True)
class Leases:
    """Leases rows of a table for one run. The methods of the classes that inherit do blocking I/O.

    Args:
        engine: the database.
        run_id: the id of the run, in `newsbot.runs`.
        ttl: how long a lease lasts after it was taken or renewed.
    """

    engine: Engine
    run_id: int
    ttl: timedelta

    @property
    def _own(self) -> dict[str, Any]:
        """The parameters in SQL that say whose lease it is, and how long it lasts."""
        return {"run": self.run_id, "ttl": self.ttl}
