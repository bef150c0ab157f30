"""What a run knows of hosts: the rows of the table `newsbot.hosts`, and each host's robots.txt."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from newsbot import clock
from newsbot.downloading.hosts.remembered import Rows
from newsbot.downloading.hosts.slots import Slots
from newsbot.downloading.hosts.state import HostState
from newsbot.downloading.robots.rules import Rules, read_rules
from newsbot.downloading.robots.single_flight import SingleFlight
from newsbot.storage.connection.retry import ask
from newsbot.storage.frontier.hosts import KnownHost, RobotsFile
from newsbot.urls import origin_of

logger = logging.getLogger(__name__)
T = TypeVar("T")

# The longest time for which a robots.txt is used before it is fetched again; RFC 9309, 2.4, advises
# against a longer time.
ROBOTS_AGE = timedelta(hours=24)
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
    """The stored robots.txt of the host. When its rules are needed, it is parsed, and the result is
    kept in `rules`. Then this is set to None, to save memory. It is also None if no robots.txt is
    stored."""
    rules: Rules | None = None
    rules_until: datetime
    """When `rules` expire (UTC); after that, the robots.txt is fetched again."""


class KnownHosts:
    """Reads the rows and the robots.txt files of hosts.

    If several callers need the same row or file at the same time, it is read only once.

    Args:
        rows: the stored pauses and robots.txt files of hosts, which all runs share.
        slots: the queues of Scrapy's downloader. They keep the delays that robots.txt files state.
        token: newsbot's product token, which is looked up in each robots.txt (RFC 9309, 2.2.1).
        lease_of: takes the name of a queue, and returns the lease that the run has of it. A lease
            lets only one run send requests to the hosts of a queue.
        fetch: fetches the robots.txt of the host of a URL, or raises RobotsUnreachable.
    """

    def __init__(
        self,
        rows: Rows,
        slots: Slots,
        token: str,
        lease_of: Callable[[str], object],
        fetch: Callable[[str], Awaitable[RobotsFile]],
    ) -> None:
        self._rows = rows
        self._slots = slots
        self._token = token
        self._lease_of = lease_of
        self._fetch = fetch
        self._hosts: dict[str, Host] = {}
        self._reading_rows: SingleFlight[Host] = SingleFlight()
        self._reading_rules: SingleFlight[Rules] = SingleFlight()
        # robots.txt files are parsed in this thread, one at a time, because parsing the largest
        # file (500 KiB) takes 0.3 s and 12 MB of memory.
        self._thread = ThreadPoolExecutor(max_workers=1)

    def of(self, url: str) -> Host:
        """What the run knows of the host of `url`, without a look into the database.

        The method `read` must have been called before for a URL of this host.
        """
        return self._hosts[origin_of(url)]

    async def read(self, url: str) -> Host:
        """What the run knows of the host of `url`, with a row from the database that is recent.

        The row is read again if it was read more than ROW_AGE ago. It is also read again if the run
        has given up its lease of the host since, and got a new one. In between, another run may
        have sent requests to the host, and changed the row.
        """
        key, slot = origin_of(url), self._slots.name_of(url)
        host, lease = self._hosts.get(key), self._lease_of(slot)
        if host is not None and host.lease is lease and clock.now() < host.row_at + ROW_AGE:
            return host
        return await self._reading_rows.run(key, partial(self._read_row, key, slot, lease))

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
            host.robots, host.rules = row.robots, None  # another run has read it since
        host.state.learn(row.pause)
        host.row_at, host.lease = now, lease
        return host

    async def allows(self, url: str) -> bool:
        """Whether the robots.txt of the host of `url` allows newsbot to request `url`.

        Raises:
            RobotsUnreachable: the robots.txt could not be fetched, so its rules are unknown.
        """
        rules = await self._rules(url)
        if rules.are_few:
            return rules.allow(url)
        return await self._beside(rules.allow, url)

    async def _rules(self, url: str) -> Rules:
        host = await self.read(url)
        if host.rules is not None and clock.now() < host.rules_until:
            return host.rules
        return await self._reading_rules.run(origin_of(url), partial(self._read_rules, host, url))

    async def _read_rules(self, host: Host, url: str) -> Rules:
        robots, host.robots = host.robots, None
        is_fresh = robots is not None and clock.now() < robots.read_at + ROBOTS_AGE
        if robots is None or not is_fresh:
            robots = await self._fetch(url)
        rules = await self._beside(read_rules, robots.body, self._token)
        if not is_fresh and robots.status is not None:
            keep = partial(self._rows.keep_robots, origin_of(url), robots, rules.crawl_delay_s)
            await ask(keep)
        host.rules, host.rules_until = rules, robots.read_at + ROBOTS_AGE
        self._keep_apart(host.slot)
        return rules

    async def _beside(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    def _keep_apart(self, slot: str) -> None:
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
