"""The clock by which newsbot dates what it stores.

The clock shows the time of the database server, because the clocks of several machines differ. The
SQL function `newsbot.now()` gives the same time. A crawl sets the clock at its start, and again
from time to time. A clock that was never set shows the time of the machine. Tests change the time
with the database setting `newsbot.clock_offset`, which `newsbot.now()` adds to the time of the
database.
"""

import time
from datetime import UTC, datetime, timedelta

_BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def seconds() -> float:
    """The number of seconds since some fixed moment in the past, to measure how much time passes.

    On Linux, the time during which the machine is suspended is included (CLOCK_BOOTTIME). Other
    systems use `time.monotonic`, which may leave out the time during which they are suspended.
    """
    return time.monotonic() if _BOOTTIME is None else time.clock_gettime(_BOOTTIME)


class Clock:
    """A clock that can be set. It shows the moment to which it was set last, plus the time since.

    The function `seconds` of this module measures the time since that moment.
    """

    def __init__(self) -> None:
        self.set_to(datetime.now(UTC))  # noqa: TID251 - the only use of the machine's clock

    def now(self) -> datetime:
        """The current moment, with the time zone UTC."""
        return self._started_at + timedelta(seconds=seconds())

    def set_to(self, moment: datetime) -> None:
        """Sets the clock to `moment`, an aware datetime in any time zone."""
        self._started_at = moment.astimezone(UTC) - timedelta(seconds=seconds())


_clock = Clock()
"""The only clock of this process: all code gets the current moment from it."""

now = _clock.now
set_to = _clock.set_to
