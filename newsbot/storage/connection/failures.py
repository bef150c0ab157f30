"""What a failure of the database means: it passes, it is one row's fault, or it stays."""

from enum import Enum, auto

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

# A reason goes into a log line or a row; what a refused value quotes may be megabytes.
LONGEST_REASON = 300


class Failure(Enum):
    """What can be done about a failed transaction."""

    PASSING = auto()
    """Try it again: a restarted server, a lost connection, a lock held elsewhere, a deadlock."""
    OF_A_ROW = auto()
    """Leave out the row that the database refuses."""
    LASTING = auto()
    """A person has to see to it: read-only, full, no such table, no right to it."""


# SQLSTATEs, or classes of them; the longest that fits counts. PostgreSQL's manual, appendix A.
KINDS = {
    "08": Failure.PASSING,  # connection exceptions, and all that a pool says
    "25P03": Failure.PASSING,  # idle for too long within a transaction: a machine that slept
    "40": Failure.PASSING,  # a deadlock's victim
    "53300": Failure.PASSING,  # too many connections
    "55": Failure.PASSING,  # a lock was not to be had within its time limit
    "57": Failure.PASSING,  # shut down, crashed, not up yet; a statement took too long
    "21": Failure.OF_A_ROW,  # two rows of one key in one statement
    "22": Failure.OF_A_ROW,
    "23": Failure.OF_A_ROW,
    "44": Failure.OF_A_ROW,  # a view's WITH CHECK OPTION
    "54": Failure.OF_A_ROW,  # e.g. a value too long for an index
    "P0": Failure.OF_A_ROW,  # what a trigger raises of its own
}


def kind_of(error: DBAPIError) -> Failure:
    """What can be done about `error`."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        # The driver's own: it has no connection, or cannot write the value down (a zero byte).
        lost = isinstance(error, OperationalError | InterfaceError)
        return Failure.PASSING if lost else Failure.OF_A_ROW
    return KINDS.get(state) or KINDS.get(state[:2]) or Failure.LASTING


def reason(error: DBAPIError) -> str:
    """The driver's own words in one line, without SQLAlchemy's around them."""
    line = " ".join(str(error.orig).split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
