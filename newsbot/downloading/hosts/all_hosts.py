"""The hosts of a run: which URLs each host's robots.txt allows, and until when a host is paused."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsbot import clock
from newsbot.downloading.hosts.remembered import NoRows, Rows
from newsbot.downloading.hosts.slots import Slots
from newsbot.downloading.hosts.state import HostState, Refusal
from newsbot.downloading.kinds import Kind, kind_of
from newsbot.downloading.leases import lease_of, leases_of
from newsbot.downloading.refusals import RobotsTxt, RobotsUnreachable
from newsbot.downloading.robots.file import Download, fetch_robots
from newsbot.downloading.robots.rules import Rules, read_rules
from newsbot.downloading.robots.single_flight import SingleFlight
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.frontier.hosts import HostRows, KnownHost, Pause, RobotsFile
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
"""The longest Crawl-delay that newsbot obeys, in seconds. If a robots.txt states a longer one, this
one is used in its place."""


@dataclass(slots=True, kw_only=True)
class _Host:
    """What this run knows of one host: its queue, its pause and its robots.txt.

    http and https on the same host name count as two hosts, except that they share one queue.
    """

    slot: str
    """The name of the host's queue in Scrapy's downloader."""
    state: HostState
    row_at: datetime
    """When the host's row of the table `newsbot.hosts` was last read from the database (UTC)."""
    lease: object
    """The lease that the run had of the host's queue when it last read the host's row from the
    database. Under a new lease, it reads the row again."""
    robots: RobotsFile | None
    """The stored robots.txt of the host, until it is parsed; None if no file is stored."""
    rules: Rules | None = None
    rules_until: datetime
    """When `rules` expire (UTC); after that, the robots.txt is fetched again."""


class Hosts:
    """Decides which requests may be sent to their hosts, and records how the hosts answered.

    Args:
        rows: the stored pauses and robots.txt files of hosts, which all runs share.
        slots: the queues of Scrapy's downloader.
        download: sends the request for a robots.txt.
        token: newsbot's product token, which is looked up in each robots.txt (RFC 9309, 2.2.1).
        lease_of: takes the name of a downloader queue and returns the run's lease of it.
    """

    def __init__(
        self,
        rows: Rows,
        slots: Slots,
        download: Download,
        token: str,
        lease_of: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._rows = rows
        self._slots = slots
        self._download = download
        self._token = token
        self._lease_of = lease_of
        self._hosts: dict[str, _Host] = {}
        self._unwritten: set[str] = set()
        self._reading_rows: SingleFlight[_Host] = SingleFlight()
        self._reading_rules: SingleFlight[Rules] = SingleFlight()
        # robots.txt files are parsed in this thread, one at a time, because parsing the largest
        # file (500 KiB) takes 0.3 s and 12 MB of memory.
        self._thread = ThreadPoolExecutor(max_workers=1)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Hosts whose state is stored in the crawler's database.

        If the setting NEWSBOT_RUN_ID is not set, nothing is stored. That is so for commands such as
        `scrapy article`, which are not recorded as runs.
        """
        settings = crawler.settings
        rows: Rows = NoRows()
        if settings.getint("NEWSBOT_RUN_ID"):
            groups = leases_of(crawler).groups
            rows = HostRows(connect(settings["NEWSBOT_DATABASE_URL"]), groups)

        async def download(request: Request) -> Response:
            # `crawler.engine` is not set yet when `from_crawler` runs, so it is read here.
            return await crawler.engine.download_async(request)

        slots, token = Slots.from_crawler(crawler), settings["ROBOTSTXT_USER_AGENT"]
        return cls(rows, slots, download, token, partial(lease_of, crawler))

    def slot_of(self, url: str) -> str:
        """The name of the downloader's queue for `url`; hosts of one server may share a queue."""
        return self._slots.name_of(url)

    async def state(self, url: str) -> HostState:
        """The state of the host of `url`, including a pause that another run has stored."""
        return (await self._host(url)).state

    async def admit(
        self, url: str, kind: Kind, *, is_probe: bool = False, refused_before: bool = False
    ) -> bool:
        """Waits until the request for `url` may be sent; True if the request is a probe.

        A probe is the single request that is sent to a host after a pause. The other requests to
        the host wait for the answer to the probe.

        Args:
            url: the URL to be requested.
            kind: what the request fetches: an article, a source, …
            is_probe: whether this request follows a redirect that answered the probe. If so, it
                counts as the probe too.
            refused_before: whether the answer to the last request for `url` was a refusal.

        Raises:
            HostPaused: the host is paused.
            RobotsTxt: the host's robots.txt forbids the URL.
            RobotsUnreachable: the host's robots.txt cannot be read.
        """
        state = await self.state(url)
        state.require_open(kind)
        is_probe = is_probe or await state.enter(kind, refused_before=refused_before)
        try:
            await self._require_allowed(url)
            state.require_open(kind)
        except BaseException:
            if is_probe:
                state.end_probe()
            raise
        return is_probe

    def answered(self, url: str) -> None:
        """Records that the host of `url` answered.

        `admit` must have been called before for a URL of this host.
        """
        self._admitted(url).has_answered = True

    def reading(self, url: str) -> None:
        """Records that the page of an article at `url` has arrived and is about to be extracted."""
        self._admitted(url).reading(url)

    def unread(self, url: str) -> None:
        """Records that the page at `url` could not be extracted, because of an error in newsbot.

        So it stays unknown whether the page is an article, or a refusal by the host.
        """
        self._admitted(url).unread(url)

    def well(self, url: str, kind: Kind) -> None:
        """Records that the host of `url` gave a good answer: no failure and no refusal.

        `kind` says what was requested. If the answer shows that the reason for the host's pause is
        gone, the pause is deleted.
        """
        state = self._admitted(url)
        if state.well(url, kind):
            state.pause = Pause()
            self._unwritten.add(origin_of(url))

    def refused(self, refusal: Refusal) -> None:
        """Records `refusal`: a host refused a request, or failed to answer it.

        The host may be paused because of this. Then its waiting requests fail with HostPaused. If
        it is paused only for some kinds of requests, the others go on waiting.
        """
        state, key = self._admitted(refusal.url), origin_of(refusal.url)
        pause = state.refused(refusal)
        if pause is None:
            return
        state.pause = pause
        self._unwritten.add(key)
        paused = state.refusal()
        if paused is not None:
            logger.info("%s is %s", key, paused)

            def is_paused(request: Request) -> bool:
                # The queue may also have requests to hosts that are not paused, because http and
                # https on one host name count as two hosts with one queue.
                is_of_host = origin_of(request.url) == key
                return is_of_host and state.refusal(kind_of(request)) is not None

            self._slots.drop(self.slot_of(refusal.url), is_paused, paused)
        state.end_probe()

    def end_probe(self, url: str) -> None:
        """Ends the probe (the first request to a host after a pause) of the host of `url`.

        The requests that waited for the answer to the probe go on.
        """
        self._admitted(url).end_probe()

    def prolong_probe(self, url: str) -> None:
        """Prolongs the probe at `url` (a host's first request after a pause) after a redirect.

        The request that follows the redirect is a part of the probe. All requests that waited for
        the answer to the probe fail with HostPaused.
        """
        self._admitted(url).prolong_probe()

    async def remember(self, url: str) -> None:
        """Stores in the database whether the host of `url` is paused.

        Nothing is stored if this has not changed since the last call.
        """
        host, state = origin_of(url), self._admitted(url)
        if host not in self._unwritten:
            return
        self._unwritten.discard(host)
        if state.pause.failures:
            write = partial(self._rows.pause, host, state.pause)
        else:
            write = partial(self._rows.resume, host)
        state.learn(await _ask(write))

    def _admitted(self, url: str) -> HostState:
        return self._hosts[origin_of(url)].state

    async def _require_allowed(self, url: str) -> None:
        rules = await self._rules(url)
        if not await self._beside(rules.allow, url):
            raise RobotsTxt(f"forbidden by the robots.txt of {origin_of(url)}")

    async def _host(self, url: str) -> _Host:
        key, slot = origin_of(url), self.slot_of(url)
        host, lease = self._hosts.get(key), self._lease_of(slot)
        if host is not None and host.lease is lease and clock.now() < host.row_at + ROW_AGE:
            return host
        return await self._reading_rows.run(key, partial(self._read_row, key, slot, lease))

    async def _read_row(self, key: str, slot: str, lease: object) -> _Host:
        row: KnownHost = await _ask(partial(self._rows.read, key))
        now = clock.now()
        host = self._hosts.get(key)
        if host is None:
            state = HostState(row.pause)
            robots = row.robots
            host = self._hosts[key] = _Host(
                slot=slot, state=state, row_at=now, lease=lease, robots=robots, rules_until=now
            )
        elif row.robots is not None and row.robots.read_at + ROBOTS_AGE > host.rules_until:
            host.robots, host.rules = row.robots, None  # another run has read it since
        host.state.learn(row.pause)
        host.row_at, host.lease = now, lease
        return host

    async def _rules(self, url: str) -> Rules:
        host = await self._host(url)
        if host.rules is not None and clock.now() < host.rules_until:
            return host.rules
        return await self._reading_rules.run(origin_of(url), partial(self._read_rules, host, url))

    async def _read_rules(self, host: _Host, url: str) -> Rules:
        robots, host.robots = host.robots, None
        is_fresh = robots is not None and clock.now() < robots.read_at + ROBOTS_AGE
        if robots is None or not is_fresh:
            robots = await self._fetched_robots(url)
        rules = await self._beside(read_rules, robots.body, self._token)
        if not is_fresh and robots.status is not None:
            keep = partial(self._rows.keep_robots, origin_of(url), robots, rules.crawl_delay_s)
            await _ask(keep)
        host.rules, host.rules_until = rules, robots.read_at + ROBOTS_AGE
        self._keep_apart(host.slot)
        return rules

    async def _fetched_robots(self, url: str) -> RobotsFile:
        try:
            return await fetch_robots(url, self._download)
        except RobotsUnreachable:
            reason = "robots_unreachable"
            self.refused(Refusal(url=url, reason=reason, kind="listing", at_once=True))
            await self.remember(url)
            raise

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


async def _ask(question: Callable[[], T]) -> T:
    return await asyncio.to_thread(with_retries, question)
