"""The time: moments that newsbot stores or compares come from here or, in SQL, from newsbot.now().

The database's clock counts, for machines disagree. A run learns at its start, and again at times,
how far this machine's monotonic clock lies from it; until then the machine's own clock is believed.
Tests move the database setting `newsbot.clock_offset`, and both follow.
"""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that is set once in a while, and runs on by the monotonic clock."""

    def __init__(self) -> None:
        self.set_to(datetime.now(UTC))  # noqa: TID251 - the one place that may ask the machine

    def now(self) -> datetime:
        """The current moment, aware and in UTC."""
        return self._started_at + timedelta(seconds=time.monotonic())

    def set_to(self, moment: datetime) -> None:
        """Makes `moment` the current one."""
        self._started_at = moment.astimezone(UTC) - timedelta(seconds=time.monotonic())


_clock = Clock()
"""The clock of this process."""

now = _clock.now
set_to = _clock.set_to
