"""The clock of the database, which is that of all its crawlers."""

import time
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from newsbot import clock

NOW = func.newsbot.now()
"""The current moment in SQL: that of the transaction's start."""
RIGHT_NOW = NOW + (func.clock_timestamp() - func.now())  # noqa: TID251 - a time since the transaction's start
"""The current moment in SQL within a transaction, which under a lock orders what is done."""


def read_clock(engine: Engine) -> datetime:
    """The current moment on the database's clock."""
    with engine.connect() as connection:
        connection.execute(select(1))  # a connection may have to be made first
        asked = time.monotonic()
        moment: datetime = connection.execute(select(NOW)).scalar_one()
        return moment + timedelta(seconds=time.monotonic() - asked)


def set_clock(engine: Engine) -> None:
    """Sets this process's clock by the database's."""
    clock.set_to(read_clock(engine))
