"""Tells which URLs the robots.txt of their hosts allows, and reads a robots.txt anew in time."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from newsbot import clock
from newsbot.downloading.hosts.allowed_again import Change, make_allowed_due
from newsbot.downloading.hosts.known_hosts import ROBOTS_AGE, Host, KnownHosts
from newsbot.downloading.hosts.remembered import Rows
from newsbot.downloading.refusals import HostPaused, LeaseLost, RobotsUnreachable
from newsbot.downloading.robots.rules import Rules, read_rules
from newsbot.downloading.robots.single_flight import SingleFlight
from newsbot.storage.connection.retry import ask
from newsbot.storage.frontier.hosts import RobotsFile
from newsbot.urls import origin_of

T = TypeVar("T")


class HostRules:
    """Tells whether the robots.txt of a host allows to request a URL of the host.

    A robots.txt is read anew after ROBOTS_AGE. It is also read anew, once in a run, if a person
    named a URL of the host: the site may have corrected the file just now. If several callers need
    the same file at the same time, it is read only once.

    Args:
        known: what the run knows of each host.
        rows: the stored pauses and robots.txt files of hosts, which all runs share.
        token: newsbot's product token, which is looked up in each robots.txt (RFC 9309, 2.2.1).
        fetch: fetches the robots.txt of the host of a URL, or raises RobotsUnreachable.
    """

    def __init__(
        self,
        known: KnownHosts,
        rows: Rows,
        token: str,
        fetch: Callable[[str], Awaitable[RobotsFile]],
    ) -> None:
        self._known = known
        self._rows = rows
        self._token = token
        self._fetch = fetch
        self._began = clock.now()
        self._reading: SingleFlight[None] = SingleFlight()
        # robots.txt files are parsed in this thread, one at a time, because parsing the largest
        # file (500 KiB) takes 0.3 s and 12 MB of memory.
        self._thread = ThreadPoolExecutor(max_workers=1)
        self.count: Callable[[int], None] = lambda _: None
        """Is called with the number of URLs that have become due because of a new robots.txt."""

    async def allow(self, url: str, *, is_named: bool) -> bool:
        """Whether the robots.txt of the host of `url` allows to request `url`.

        `is_named` says whether a person named the URL, e.g. on the command line.

        Raises:
            RobotsUnreachable: the robots.txt cannot be read.
        """
        rules = await self._rules(url, is_named=is_named)
        if rules.are_few:
            return rules.allow(url)
        return await self._beside(rules.allow, url)

    async def _rules(self, url: str, *, is_named: bool) -> Rules:
        while True:
            host = await self._known.read(url)
            host.is_named |= is_named
            is_valid = clock.now() < host.rules_until and not _is_to_be_renewed(host)
            if host.rules is not None and is_valid:
                return host.rules
            await self._reading.run(origin_of(url), partial(self._read, host, url))

    async def _read(self, host: Host, url: str) -> None:
        """Reads the stored robots.txt of `host`. If it was read already, fetches a new one."""
        stored, host.robots = host.robots, None
        if stored is None:
            try:
                await self._renew(host, url)
            finally:  # not before, so that no other request goes by the old rules meanwhile
                host.is_from_before = False
        else:
            host.rules = await self._beside(read_rules, stored.body, self._token)
            host.is_from_before = host.rules.count > 0 and stored.read_at < self._began
            # The stored status becomes None when a later request for the robots.txt fails. Then the
            # stored rules expire at once, so that the file is fetched again.
            is_last = stored.status is not None
            host.rules_until = stored.read_at + ROBOTS_AGE if is_last else clock.now()
        self._known.keep_apart(host.slot)

    async def _renew(self, host: Host, url: str) -> None:
        """Fetches the robots.txt of `host`, and stores it."""
        key, before = origin_of(url), host.rules
        try:
            robots = await self._fetch(url)
        except (HostPaused, LeaseLost):
            # The robots.txt was not requested, because the host is paused or its lease is lost. So
            # nothing speaks against the rules from before: they are used until they expire.
            if before is None or clock.now() >= host.rules_until:
                raise
            return
        except RobotsUnreachable:
            host.rules_until = clock.now()
            if before is not None:
                await ask(partial(self._rows.distrust_robots, key))
            raise
        rules = await self._beside(read_rules, robots.body, self._token)
        if robots.status is not None:
            if before is not None and before.digest != rules.digest:
                # URLs that the new robots.txt allows again are made due before this file is stored.
                # So if the run is killed in between, the next run makes them due again.
                change = Change(host=key, before=before, after=rules)
                due = await make_allowed_due(self._rows, change)
                if due:
                    self.count(due)
            await ask(partial(self._rows.keep_robots, key, robots, rules.crawl_delay_s))
        host.rules, host.rules_until = rules, robots.read_at + ROBOTS_AGE

    async def _beside(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)


def _is_to_be_renewed(host: Host) -> bool:
    """Whether to fetch the robots.txt of a host although the stored one has not expired.

    It is fetched if a person named a URL of the host, e.g. on the command line, and the stored file
    is from before this run: the site may have allowed the URL since. It is not fetched if the host
    is paused, or if the stored file has no rules for newsbot and so allows every URL.
    """
    return host.is_named and host.is_from_before and host.state.refusal() is None
