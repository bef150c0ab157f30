"""The storing lock, which every transaction that writes articles or changes holds until it commits.

So ids rise in the order of commits. The versions committed since a look-up are those with greater
ids than the look-up saw, and a client that reads news.changes by ascending id misses no row.
"""

from sqlalchemy import Connection, text

# The key of the PostgreSQL advisory lock that only one storing transaction at a time can hold. Any
# number would do that no other advisory lock of the database uses.
STORING_LOCK = 7001
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


def take_storing_lock(connection: Connection) -> None:
    """Waits until no other transaction has the storing lock, and takes it for this transaction.

    The lock is taken in a statement of its own, so that the statements after it see all rows that
    earlier holders of the lock have committed.
    """
    connection.execute(_LOCK, {"key": STORING_LOCK})
