"""How one host behaves in this run: whether it may be asked, and what its answers lead to."""

import asyncio
from datetime import datetime, timedelta
from typing import Literal

from newsbot import clock
from newsbot.downloading.refusals import HostPaused
from newsbot.reasons import SITE, reason_of
from newsbot.storage.hosts import Pause

Kind = Literal["article", "source", "other"]
"""What a request fetches; "other" belongs to one that was answered: a further page, a sitemap
below another."""

REFUSALS_IN_A_ROW = 3
"""One refused URL may be an odd page, and two a coincidence."""
PROBATION = timedelta(days=1)
# A probe that fell silent must not hold up the rest: a Crawl-delay of 60 s, a download of 30 s, and
# an extraction end within this.
PATIENCE_S = 180


class HostState:
    """Pauses a host whose answers say so, and lets one URL through when a pause is over.

    Refusals count by URL. What a source answers says nothing of a host that refuses articles: many
    keep their feeds open.
    """

    def __init__(self, pause: Pause) -> None:
        self.pause = pause
        self.has_answered = False
        """Whether anything was answered in this run."""
        self._strikes: dict[str, str] = {}
        self._probe: asyncio.Future[bool] | None = None
        self._sources_pass = False

    def learn(self, stored: Pause) -> None:
        """Takes over what another run may have found out; a pause under way is never cut short."""
        if not self._is_paused() or (stored.until is not None and _is_later(stored, self.pause)):
            self.pause = stored

    def refusal(self) -> HostPaused | None:
        """What requests get while the host is left alone; None while it may be asked."""
        until = self.pause.until
        if until is None or clock.now() >= until:
            return None
        return HostPaused(f"left alone until {until:%Y-%m-%d %H:%M} UTC: {self.pause.reason}")

    def require_open(self) -> None:
        """Raises HostPaused while the host is left alone."""
        refusal = self.refusal()
        if refusal is not None:
            raise refusal

    async def enter(self, kind: Kind) -> bool:
        """Waits until a request may be sent; True if its answer decides for all that wait.

        Raises:
            HostPaused: the host is left alone, or tried by one URL that takes long.
        """
        self.require_open()
        while self._needs_probe(kind):
            if self._probe is None:
                self._probe = asyncio.get_running_loop().create_future()
                return True
            if not await self._end_of(self._probe):
                raise HostPaused(f"left alone until one URL was answered: {self.pause.reason}")
            self.require_open()
        return False

    def end_probe(self) -> None:
        """Lets those that waited for a probe look again; without a verdict one of them probes."""
        if self._probe is not None:
            self._probe.set_result(True)
        self._probe = None

    def prolong_probe(self) -> None:
        """Sends away those that wait: a probe that was redirected may need their place to go on."""
        if self._probe is not None:
            self._probe.set_result(False)
        self._probe = asyncio.get_running_loop().create_future()

    def refused(
        self, url: str, reason: str, *, until: datetime | None = None, at_once: bool = False
    ) -> Pause | None:
        """The pause that a refusal leads to; None where it leads to none, or to no longer one.

        `until` is what the host asked for itself; `at_once` is for what concerns it as a whole.
        """
        self._strikes[url] = reason
        failures = self.pause.failures
        if self._is_paused():  # sent before the pause began
            longer = Pause(until=until, reason=reason, failures=failures)
            return longer if until is not None and _is_later(longer, self.pause) else None
        if not (at_once or failures or len(self._strikes) >= REFUSALS_IN_A_ROW):
            return None
        self._strikes.clear()
        step = SITE[min(failures, len(SITE) - 1)]
        return Pause(until=until or clock.now() + step, reason=reason, failures=failures + 1)

    def well(self, url: str, kind: Kind) -> bool:
        """Takes note of a good answer; True if the host's failures are over with it."""
        if kind == "other" or self._is_paused() or url in self._strikes:
            return False
        if kind == "source" and self._refuses_articles():
            self._sources_pass = True
            return False
        self._strikes.clear()
        return self.pause.failures > 0

    def _is_paused(self) -> bool:
        return self.refusal() is not None

    def _needs_probe(self, kind: Kind) -> bool:
        if kind == "other" or (kind == "source" and self._sources_pass):
            return False
        return self.pause.failures > 0

    async def _end_of(self, probe: asyncio.Future[bool]) -> bool:
        """Whether to look again then."""
        await asyncio.wait([probe], timeout=PATIENCE_S)
        if self._probe is probe:
            self.end_probe()
        return probe.result()

    def _refuses_articles(self) -> bool:
        if any(reason_of(reason).is_refusal for reason in self._strikes.values()):
            return True
        reason, until = self.pause.reason, self.pause.until
        if reason is None or until is None or not reason_of(reason).is_refusal:
            return False
        return clock.now() < until + PROBATION


def _is_later(one: Pause, other: Pause) -> bool:
    return other.until is None or (one.until is not None and one.until > other.until)
