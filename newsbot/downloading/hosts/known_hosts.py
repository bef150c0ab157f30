"""What a run knows of hosts: the rows of the table `newsbot.hosts`, and each host's robots.txt."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from newsbot import clock
from newsbot.downloading.hosts.remembered import Rows
from newsbot.downloading.hosts.slots import Slots
from newsbot.downloading.hosts.state import HostState
from newsbot.downloading.robots.rules import Rules
from newsbot.downloading.robots.single_flight import SingleFlight
from newsbot.storage.connection.retry import ask
from newsbot.storage.frontier.hosts import KnownHost, RobotsFile
from newsbot.urls import origin_of

logger = logging.getLogger(__name__)

ROBOTS_AGE = timedelta(hours=24)
"""The longest time for which a robots.txt is used before it is fetched again; RFC 9309, 2.4,
advises against a longer time."""
# A host's row in the database is read again after this time, because other runs may have changed
# the row meanwhile.
ROW_AGE = timedelta(minutes=5)
MOST_DELAY_S = 60
"""The longest Crawl-delay that newsbot obeys, in seconds. If a robots.txt states a longer delay,
newsbot waits for this time instead."""


@dataclass(slots=True, kw_only=True)
class Host:
    """What this run knows of one host: its queue, its pause and its robots.txt.

    http and https on the same host name count as two hosts, except that they share one queue.
    """

    slot: str
    """The name of the host's queue in Scrapy's downloader."""
    state: HostState
    row_at: datetime
    """When the host's row of the table `newsbot.hosts` was last read from the database (UTC)."""
    lease: object
    """The lease that the run had when it last read the host's row. A lease lets only one run send
    requests to some hosts. If the run has given up this lease and got a new one, another run may
    have changed the row in between. So the row is read again."""
    robots: RobotsFile | None
    """The stored robots.txt of the host, as long as it is not parsed. When its rules are needed, it
    is parsed into `rules`, and this attribute is set to None, to save memory. The attribute is also
    None if no robots.txt is stored."""
    rules: Rules | None = None
    """The rules of the robots.txt that was parsed last; None if none was parsed yet."""
    rules_until: datetime
    """When `rules` expire (UTC); after that, the robots.txt is fetched again."""
    is_from_before: bool = False
    """Whether `rules` come from a robots.txt that was read before this run began. Always False if
    this robots.txt has no rules for newsbot."""
    is_named: bool = False
    """Whether a person named a URL of this host, e.g. on the command line."""


class KnownHosts:
    """Reads the rows of hosts in the table `newsbot.hosts`.

    If several callers need the same row at the same time, it is read only once.

    Args:
        rows: the stored pauses and robots.txt files of hosts, which all runs share.
        slots: the queues of Scrapy's downloader. They keep the delays that robots.txt files state.
        lease_of: takes the name of a queue, and returns the lease that the run has of it. A lease
            lets only one run send requests to the hosts of a queue.
    """

    def __init__(self, rows: Rows, slots: Slots, lease_of: Callable[[str], object]) -> None:
        self._rows = rows
        self._slots = slots
        self._lease_of = lease_of
        self._hosts: dict[str, Host] = {}
        self._reading: SingleFlight[Host] = SingleFlight()

    def of(self, url: str) -> Host:
        """What the run knows of the host of `url`, without a look into the database.

        The method `read` must have been called before for a URL of this host.
        """
        return self._hosts[origin_of(url)]

    async def read(self, url: str) -> Host:
        """What the run knows of the host of `url`, e.g. whether the host is paused.

        The run keeps what it has read from the host's row in the database. The row is read again
        after the time ROW_AGE. It is also read again if the run has given up its lease of the host
        since, and got a new one: in between, another run may have changed the row.
        """
        key, slot = origin_of(url), self._slots.name_of(url)
        host, lease = self._hosts.get(key), self._lease_of(slot)
        if host is not None and host.lease is lease and clock.now() < host.row_at + ROW_AGE:
            return host
        return await self._reading.run(key, partial(self._read_row, key, slot, lease))

    async def _read_row(self, key: str, slot: str, lease: object) -> Host:
        row: KnownHost = await ask(partial(self._rows.read, key))
        now = clock.now()
        host = self._hosts.get(key)
        if host is None:
            state = HostState(row.pause)
            robots = row.robots
            host = self._hosts[key] = Host(
                slot=slot, state=state, row_at=now, lease=lease, robots=robots, rules_until=now
            )
        elif row.robots is not None and row.robots.read_at + ROBOTS_AGE > host.rules_until:
            host.robots, host.rules = row.robots, None  # another run has fetched a newer robots.txt
        elif row.robots is not None and row.robots.status is None:
            host.rules_until = now  # another run could not fetch the robots.txt
        host.state.learn(row.pause)
        host.row_at, host.lease = now, lease
        return host

    def keep_apart(self, slot: str) -> None:
        """Makes the downloader keep the delay that the robots.txt files of a queue's hosts state.

        `slot` is the name of the queue. Of several delays, the longest is kept.
        """
        rules = [each.rules for each in self._hosts.values() if each.slot == slot and each.rules]
        delay_s = max((each.crawl_delay_s or 0 for each in rules), default=0) or None
        if delay_s is not None and delay_s > MOST_DELAY_S:
            logger.warning(
                "%s wants %g s between two requests; they are %d s apart",
                slot,
                delay_s,
                MOST_DELAY_S,
            )
        self._slots.keep_apart(slot, None if delay_s is None else min(delay_s, MOST_DELAY_S))
