"""Sorts the errors of the database by what can be done about them.

Either the transaction is tried again, or one row is left out, or a person must act.
"""

from enum import Enum, auto

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from newsbot.errors import DatabaseError

# The maximum length, in characters, of an error message that is logged or stored. The driver's
# message may quote a whole refused value, and so be megabytes long.
LONGEST_REASON = 300


class FailedElsewhere(Exception):
    """The failure of a transaction in another process, for a temporary reason.

    The message is the reason, in one line.
    """


FailedTransaction = DBAPIError | PoolTimeout | FailedElsewhere
FAILED = (DBAPIError, PoolTimeout, FailedElsewhere)
"""The exceptions that a failed transaction raises. PoolTimeout means that no connection of the pool
became free in time."""


class Failure(Enum):
    """The kinds of failed transactions, by what can be done about them."""

    PASSING = auto()
    """The failure is temporary, e.g. a restart of the server, a lost connection, a held lock or a
    deadlock. The transaction is to be tried again."""
    OF_A_ROW = auto()
    """One row of the transaction is to be left out, because the database refuses it."""
    LASTING = auto()
    """A person must act, e.g. because the database is read-only or full, or because a table or a
    permission is missing."""


# An SQLSTATE (see appendix A of PostgreSQL's manual) → the kind of failure. A key with two
# characters stands for all SQLSTATEs that begin with them. A key for a whole SQLSTATE has
# precedence.
KINDS = {
    "08": Failure.PASSING,  # connection exceptions, and all errors of connection pools
    "25P03": Failure.PASSING,  # idle in a transaction for too long: the machine was suspended
    "40": Failure.PASSING,  # deadlocks
    "53300": Failure.PASSING,  # too many connections
    "55": Failure.PASSING,  # waited for a lock for too long
    "57": Failure.PASSING,  # the server is down, starting or crashed; a statement took too long
    "21": Failure.OF_A_ROW,  # two rows with the same key in one statement
    "22": Failure.OF_A_ROW,  # data exceptions
    "23": Failure.OF_A_ROW,  # integrity constraints
    "44": Failure.OF_A_ROW,  # a view's WITH CHECK OPTION
    "54": Failure.OF_A_ROW,  # limits, e.g. a value too long for an index
    "P0": Failure.OF_A_ROW,  # errors raised by a trigger
}


def kind_of(error: FailedTransaction) -> Failure:
    """The kind of the failure `error`, which says what to do, e.g. to try the transaction again."""
    if isinstance(error, PoolTimeout | FailedElsewhere):
        return Failure.PASSING
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        # If an error has no SQLSTATE, it comes from the driver, not from the server. Either there
        # is no connection, or the driver cannot encode a value (such as a text with a zero byte).
        lost = isinstance(error, OperationalError | InterfaceError)
        return Failure.PASSING if lost else Failure.OF_A_ROW
    return KINDS.get(state) or KINDS.get(state[:2]) or Failure.LASTING


def database_error(error: Exception) -> DatabaseError | None:
    """A DatabaseError with the message of `error`; None if the error is not of the database."""
    if not isinstance(error, FAILED):
        return None
    return DatabaseError(f"the database failed: {reason(error)}")


def reason(error: FailedTransaction) -> str:
    """The driver's message as one line, without SQLAlchemy's additions.

    A message of more than 300 characters is cut.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error.args[0]
    line = " ".join(str(cause).split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
