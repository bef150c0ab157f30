"""A process that writes changes as crawls do: in batches, under the storing lock."""

import random

from sqlalchemy import text

from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.engine import connect
from newsbot.storage.models import article_tables

MOST_A_BATCH = 40


def write_changes(database_url: str, writer: int, count: int) -> None:
    """Writes `count` changes in transactions of different sizes and lengths.

    Each reserves its ids at once, and some of them work on for a moment before they commit, or roll
    back and try again. So ids and commits would be in different orders without the storing lock.
    """
    chance = random.Random(writer)  # noqa: S311 - it has to be the same each time
    engine = connect(database_url)
    left = count
    while left:
        size = min(left, chance.randint(1, MOST_A_BATCH))
        changes = [{"op": "update", "article_id": writer} for _ in range(size)]
        with engine.connect() as connection, connection.begin() as transaction:
            take_storing_lock(connection)
            connection.execute(article_tables.changes.insert(), changes)
            if chance.random() < 0.2:
                connection.execute(text("SELECT pg_sleep(:s)"), {"s": chance.random() / 100})
            if chance.random() < 0.1:
                transaction.rollback()
                continue
        left -= size
    engine.dispose()
