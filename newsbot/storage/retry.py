"""What passes is tried again: a restarted server, a lost connection, a deadlock's victim."""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from newsbot.errors import DatabaseError
from newsbot.storage.failures import reason

T = TypeVar("T")

# A PostgreSQL restart with crash recovery takes seconds.
DELAYS_S = (0.2, 0.5, 1, 2, 4)


def with_retries(work: Callable[[], T]) -> T:
    """What `work()` returns; it must be one transaction, and is run again if that was lost.

    Raises:
        DatabaseError: it failed six times within about 8 s.
    """
    for delay_s in DELAYS_S:
        try:
            return work()
        except (OperationalError, InterfaceError):
            time.sleep(delay_s)  # in a thread of its own; nothing tells when a server is back
    try:
        return work()
    except (OperationalError, InterfaceError) as error:
        raise DatabaseError(f"the database failed: {reason(error)}") from error
