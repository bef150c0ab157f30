"""The hosts of a run: which URLs each host's robots.txt allows, and until when a host is paused."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsbot.downloading.hosts.host_rules import HostRules
from newsbot.downloading.hosts.known_hosts import KnownHosts
from newsbot.downloading.hosts.remembered import NoRows, Rows
from newsbot.downloading.hosts.slots import Slots
from newsbot.downloading.hosts.state import HostState, Refusal
from newsbot.downloading.kinds import Kind, kind_of
from newsbot.downloading.leases import lease_of, leases_of
from newsbot.downloading.refusals import RobotsTxt, RobotsUnreachable
from newsbot.downloading.robots.file import Download, fetch_robots
from newsbot.storage.connection.retry import ask
from newsbot.storage.engine import connect
from newsbot.storage.frontier.hosts import HostRows, Pause, RobotsFile
from newsbot.urls import origin_of

logger = logging.getLogger(__name__)


class Hosts:
    """Decides which requests may be sent to their hosts, and records how the hosts answered.

    Args:
        rows: the stored pauses and robots.txt files of hosts, which all runs share.
        slots: the queues of Scrapy's downloader, one for each host or group of hosts.
        download: sends the request for a robots.txt.
        token: newsbot's product token, which is looked up in each robots.txt (RFC 9309, 2.2.1).
        lease_of: takes the name of a queue, and returns the lease that the run has of it. A lease
            lets only one run send requests to the hosts of a queue.
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
        self._known = KnownHosts(rows, slots, lease_of)
        self.rules = HostRules(self._known, rows, token, self._fetched_robots)
        """Tells which URLs the robots.txt of each host allows."""
        self._unwritten: set[str] = set()

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
            # The engine does not exist yet when `from_crawler` runs. So it is read from the crawler
            # only when something is downloaded.
            return await crawler.engine.download_async(request)

        slots, token = Slots.from_crawler(crawler), settings["ROBOTSTXT_USER_AGENT"]
        hosts = cls(rows, slots, download, token, partial(lease_of, crawler))
        hosts.rules.count = partial(crawler.stats.inc_value, "newsbot/allowed_again")
        return hosts

    def slot_of(self, url: str) -> str:
        """The name of the downloader's queue for `url`; hosts of one server may share a queue."""
        return self._slots.name_of(url)

    async def state(self, url: str) -> HostState:
        """The state of the host of `url`, including a pause that another run has stored."""
        return (await self._known.read(url)).state

    async def admit(
        self,
        url: str,
        kind: Kind,
        *,
        is_probe: bool = False,
        refused_before: bool = False,
        is_named: bool = False,
    ) -> bool:
        """Waits until the request for `url` may be sent; True if the request is a probe.

        A probe is the single request that is sent to a host after a pause. The other requests to
        the host wait for the answer to the probe.

        Args:
            url: the URL to be requested.
            kind: what the request fetches: an article, a source, …
            is_probe: True if this request follows a redirect, and the redirect was the answer to a
                probe. Then this request is a probe, too.
            refused_before: whether the host refused the last request for `url`.
            is_named: whether a person named `url`, e.g. on the command line. Then a robots.txt that
                an earlier run has read is read anew.

        Raises:
            HostPaused: the host is paused.
            RobotsTxt: the host's robots.txt forbids the URL.
            RobotsUnreachable: the host's robots.txt cannot be read.
        """
        state = await self.state(url)
        state.require_open(kind)
        is_probe = is_probe or await state.enter(kind, refused_before=refused_before)
        try:
            await self._require_allowed(url, is_named=is_named)
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
        """Records that the page of an article has arrived, and is about to be extracted.

        `url` is the URL of the page. Extraction will show whether the page is an article, or a
        refusal by the host.
        """
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

        The host may be paused because of this. Then all waiting requests that the pause concerns
        fail with HostPaused. Some pauses concern only requests for articles.
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
                # The requests of this queue may be for two hosts: http and https on one host name
                # count as two hosts, but share one queue. Only one of the two hosts is paused.
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
        """Records that the answer to the probe of a host was a redirect, which is followed now.

        A probe is the first request to a host after a pause, and `url` is its URL. The request that
        follows the redirect is a part of the probe. All requests that waited for the answer to the
        probe fail with HostPaused.
        """
        self._admitted(url).prolong_probe()

    async def remember(self, url: str) -> None:
        """Stores in the database whether the host of `url` is paused.

        Nothing is stored if the pause of the host has not changed since it was last stored.
        """
        host, state = origin_of(url), self._admitted(url)
        if host not in self._unwritten:
            return
        self._unwritten.discard(host)
        if state.pause.failures:
            write = partial(self._rows.pause, host, state.pause)
        else:
            write = partial(self._rows.resume, host)
        state.learn(await ask(write))

    def _admitted(self, url: str) -> HostState:
        return self._known.of(url).state

    async def _require_allowed(self, url: str, *, is_named: bool) -> None:
        if not await self.rules.allow(url, is_named=is_named):
            raise RobotsTxt(f"forbidden by the robots.txt of {origin_of(url)}")

    async def _fetched_robots(self, url: str) -> RobotsFile:
        try:
            return await fetch_robots(url, self._download)
        except RobotsUnreachable:
            reason = "robots_unreachable"
            self.refused(Refusal(url=url, reason=reason, kind="listing", at_once=True))
            await self.remember(url)
            raise
