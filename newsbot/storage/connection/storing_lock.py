"""The storing lock, which only one transaction at a time can hold.

Every transaction that writes articles, or rows of the view news.changes, takes the lock and holds
it until its end. So rows that are committed later have higher ids. A client that reads news.changes
by ascending id therefore misses no row.
"""

from sqlalchemy import Connection, text

# The key of the PostgreSQL advisory lock that only one storing transaction at a time can hold. The
# number is arbitrary, but no other advisory lock of the database may have it.
STORING_LOCK = 7001
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


def take_storing_lock(connection: Connection) -> None:
    """Waits until no other transaction has the storing lock, and takes it for this transaction.

    The lock is taken in a statement of its own. So the next statements see all rows that the
    earlier holders of the lock have committed.
    """
    connection.execute(_LOCK, {"key": STORING_LOCK})
