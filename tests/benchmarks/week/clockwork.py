"""Moves the clock of a watching crawl on, five minutes at a time, whenever nothing is due.

So a simulated week is one crawl with `-a watch=1`: its loop finds at each moment what is due, as a
run does that cron starts then. At drawn moments a real process, `scrapy crawl news`, comes first.
"""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from scrapy import signals
from scrapy.crawler import Crawler
from sqlalchemy import Connection, Engine, event, text

from newsbot import clock
from newsbot.downloading.leases import leases_of
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.leases.queues import Lease, Queues
from newsbot.storage.leases.scope import Scope
from tests.benchmarks.week.plan import START, STEP, Plan


@dataclass(slots=True)
class Clockwork:
    """The simulated clock.

    Args:
        engine: the database, whose setting newsbot.clock_offset is moved on.
        plan: what happens, and until when.
        at_moments: what else is done at a moment, before the watching crawl looks for due work.
    """

    engine: Engine
    plan: Plan
    at_moments: Callable[[datetime], None]
    moment: datetime = START - STEP
    runs: int = 0
    offset_s: float = 0.0

    def moves_on(self) -> bool:
        """Sets the clock to the next moment; False at the end of the plan."""
        if self.moment + STEP >= self.plan.end:
            return False
        self.moment += STEP
        self.runs += 1
        self.set_to(self.moment)
        self.at_moments(self.moment)
        return True

    def set_to(self, moment: datetime) -> None:
        """Moves the clocks of the database and of this process."""
        with self.engine.begin() as connection:
            now = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            self.offset_s = (moment - now).total_seconds()
            name = self.engine.url.database
            connection.execute(
                text(f"ALTER DATABASE {name} SET newsbot.clock_offset = '{self.offset_s} seconds'")
            )
        set_clock(self.engine)

    def follow(self) -> None:
        """Lets the open connections of this process follow; the setting holds for new ones.

        To open all of them anew at each moment would take as long as the rest of an idle run.
        """

        def begun(connection: Connection) -> None:
            connection.exec_driver_sql(
                f"SET LOCAL newsbot.clock_offset = '{self.offset_s} seconds'"
            )

        event.listen(Engine, "begin", begun)


@dataclass(frozen=True, slots=True)
class SteppedQueues(Queues):
    """The queues of a watching crawl; when none is due or leased, it becomes five minutes later."""

    clockwork: Clockwork
    end: Callable[[], None]
    """Ends the crawl; called once the last moment is over."""
    passed: set[str] = field(default_factory=set)
    """The queues that gave no request at earlier moments; at this one they may."""

    def claim(self, scope: Scope, held: int, barren: Collection[str]) -> list[Lease]:
        """Leases some due queues, at the next moment that has any if all work is done."""
        while True:
            leases = Queues.claim(self, scope, held, set(barren) - self.passed)
            self.passed.difference_update(lease.queue for lease in leases)
            if leases or held:
                return leases
            self.passed.update(barren)
            if not self.clockwork.moves_on():
                self.end()
                return []


def drive(crawler: Crawler, clockwork: Clockwork) -> None:
    """Lets a crawler's leases move the clock on, from the moment that its spider is open."""

    def opened() -> None:
        loop, leases = asyncio.get_running_loop(), leases_of(crawler)

        def end() -> None:
            with suppress(RuntimeError):  # it is closing already
                asyncio.run_coroutine_threadsafe(
                    crawler.engine.close_spider_async(reason="finished"), loop
                )

        rows = leases.rows
        assert isinstance(rows, Queues)
        leases.rows = SteppedQueues(rows.engine, rows.run_id, rows.holder, rows.ttl, clockwork, end)

    crawler.signals.connect(opened, signals.spider_opened, weak=False)


def begin(clockwork: Clockwork) -> None:
    """Sets all clocks to the moment before the first one."""
    clockwork.follow()
    clockwork.set_to(clockwork.moment)
    assert abs((clock.now() - clockwork.moment).total_seconds()) < STEP.total_seconds()
