"""Renews the leases of a run again and again, in a thread of its own.

So leases are renewed in time even if the event loop is busy, or if a transaction waits for a lock.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread

from newsbot.storage.connection.failures import database_error

logger = logging.getLogger(__name__)

# A lease is renewed each time that this fraction of its time has passed.
RENEWAL = 1 / 3
RETRY_S = 1.0
"""If the renewal of the leases has failed, it is tried again after at most this many seconds."""


def start_renewing(
    ttl_s: float, renew: Callable[[], None], bury_dead: Callable[[], None], is_over: Event
) -> None:
    """Starts the thread. It ends when `is_over` is set.

    Args:
        ttl_s: how long a lease lasts after it was taken or renewed, in seconds.
        renew: renews the leases of the run, by a connection that no other thread uses.
        bury_dead: ends the runs of dead processes of this machine, by the same connection.
        is_over: tells that the run has ended.
    """
    arguments = (ttl_s, renew, bury_dead, is_over)
    Thread(target=_renew_always, args=arguments, name="leases", daemon=True).start()


def _renew_always(
    ttl_s: float, renew: Callable[[], None], bury_dead: Callable[[], None], is_over: Event
) -> None:
    usual_s = ttl_s * RENEWAL
    is_failing = False
    while not is_over.wait(min(RETRY_S, usual_s) if is_failing else usual_s):
        try:
            renew()
        except Exception as error:  # noqa: BLE001 - without this thread all leases run out
            if not is_failing:
                _log("Leases could not be renewed, and may run out", error)
            is_failing = True
            continue
        is_failing = False
        try:
            bury_dead()
        except Exception as error:  # noqa: BLE001 - as above
            _log("The runs of dead processes could not be ended", error)


def _log(what: str, error: Exception) -> None:
    failure = database_error(error)
    logger.warning("%s: %s", what, failure or error, exc_info=None if failure else error)
