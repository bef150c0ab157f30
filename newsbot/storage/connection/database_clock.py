"""The clock of the database, which all crawlers of that database use."""

import time
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from newsbot import clock

NOW = func.newsbot.now()
"""SQL for the current moment, which stays the same from the start of a transaction to its end."""
RIGHT_NOW = NOW + (func.clock_timestamp() - func.now())  # noqa: TID251 - a time since the transaction's start
"""SQL for the current moment, which advances even within a transaction.

Transactions that hold the same lock run one after the other. If each of them stores RIGHT_NOW while
it holds the lock, a later transaction stores a later moment.
"""


def read_clock(engine: Engine) -> datetime:
    """The current moment by the database's clock."""
    with engine.connect() as connection:
        connection.execute(select(1))  # connect now, so that it is not part of the measured time
        asked = time.monotonic()
        moment: datetime = connection.execute(select(NOW)).scalar_one()
        return moment + timedelta(seconds=time.monotonic() - asked)


def set_clock(engine: Engine) -> None:
    """Sets the clock of this process (newsbot.clock) to that of the database."""
    clock.set_to(read_clock(engine))
