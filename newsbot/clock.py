"""The clock that newsbot uses for all moments it stores or compares; in SQL it is newsbot.now().

This clock follows the clock of the database, because the clocks of several machines differ. A crawl
sets it at the start, and again from time to time; before that, it shows the time of the machine.
Tests change the database setting `newsbot.clock_offset`, which moves both clocks.
"""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that is set from time to time, and in between advances with the monotonic clock."""

    def __init__(self) -> None:
        self.set_to(datetime.now(UTC))  # noqa: TID251 - the only use of the machine's clock

    def now(self) -> datetime:
        """The current moment, with the time zone UTC."""
        return self._started_at + timedelta(seconds=time.monotonic())

    def set_to(self, moment: datetime) -> None:
        """Sets the clock: `moment`, with any time zone, is the current moment."""
        self._started_at = moment.astimezone(UTC) - timedelta(seconds=time.monotonic())


_clock = Clock()
"""The clock of this process."""

now = _clock.now
set_to = _clock.set_to
