"""The clock that newsbot uses for all moments it stores or compares; in SQL it is newsbot.now().

This clock shows the time of the database server, because the clocks of several machines differ. A
crawl sets this clock at its start, and again from time to time; until then, this clock shows the
time of the machine. Tests change the database setting `newsbot.clock_offset`, which moves
newsbot.now() and, when this clock is set, this clock.
"""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that can be set; it advances with the monotonic clock of the machine."""

    def __init__(self) -> None:
        self.set_to(datetime.now(UTC))  # noqa: TID251 - the only use of the machine's clock

    def now(self) -> datetime:
        """The current moment, with the time zone UTC."""
        return self._started_at + timedelta(seconds=time.monotonic())

    def set_to(self, moment: datetime) -> None:
        """Sets the clock: `moment`, with any time zone, is the current moment."""
        self._started_at = moment.astimezone(UTC) - timedelta(seconds=time.monotonic())


_clock = Clock()
"""The one clock that all code of this process uses."""

now = _clock.now
set_to = _clock.set_to
