"""How one host behaves in this run: whether it may be asked, and what its answers lead to."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from newsbot import clock
from newsbot.downloading.kinds import SOURCES, Kind
from newsbot.downloading.refusals import HostPaused
from newsbot.reasons import SITE, reason_of
from newsbot.storage.frontier.hosts import Pause

OF_ARTICLES = frozenset({"http_403", "bot_challenge"})
"""Reasons of pauses that nobody asked for: sources are asked nevertheless, for what leaves them
meanwhile would be lost."""
SOURCE_REFUSED = "source_refused"
REFUSALS_IN_A_ROW = 3
"""One refused URL may be an odd page, and two a coincidence."""
PROBATION = timedelta(days=1)
# A probe that fell silent must not hold up the rest: a Crawl-delay of 60 s, a download of 30 s, and
# an extraction end within this.
PATIENCE_S = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refusal, or a failure, of a host."""

    url: str
    reason: str
    """Of newsbot.reasons."""
    kind: Kind = "article"
    until: datetime | None = None
    """What the host asked for itself."""
    at_once: bool = False
    """Whether it concerns the host as a whole, and not the URL."""
    refused_before: bool = False
    """Whether the URL's last answer was one, too."""


class HostState:
    """Pauses a host whose answers say so, and lets one URL through when a pause is over.

    Refusals count by URL, and those that no good answer stands between. What a source answers says
    nothing of a host that refuses articles: many keep their feeds open. What a URL answers that was
    refused before says nothing of its host: many have pages for subscribers.
    """

    def __init__(self, pause: Pause) -> None:
        self.pause = pause
        self.has_answered = False
        """Whether anything was answered in this run."""
        self._answers: dict[str, str | None] = {}
        """In their order why articles were refused; None while it is read whether one was."""
        self._probe: asyncio.Future[bool] | None = None
        self._good_sources: set[str] = set()
        self._is_refused_again = False

    def learn(self, stored: Pause) -> None:
        """Takes over what another run may have found out; a pause under way is never cut short."""
        if not self._is_paused() or (stored.until is not None and _is_later(stored, self.pause)):
            self.pause = stored

    def refusal(self, kind: Kind = "article") -> HostPaused | None:
        """What requests get while the host is left alone; None while it may be asked."""
        until = self.pause.until
        if until is None or clock.now() >= until or (kind in SOURCES and self._spares_sources()):
            return None
        return HostPaused(f"left alone until {until:%Y-%m-%d %H:%M} UTC: {self.pause.reason}")

    def require_open(self, kind: Kind) -> None:
        """Raises HostPaused while the host is left alone."""
        refusal = self.refusal(kind)
        if refusal is not None:
            raise refusal

    async def enter(self, kind: Kind, *, refused_before: bool = False) -> bool:
        """Waits until a request may be sent; True if its answer decides for all that wait.

        Raises:
            HostPaused: the host is left alone, or tried by one URL that takes long, or by none
                that was not refused before.
        """
        self.require_open(kind)
        while self._needs_probe(kind):
            if self._probe is None:
                if refused_before and self._is_refused_again:
                    raise HostPaused(f"left alone until another URL is asked: {self.pause.reason}")
                self._probe = asyncio.get_running_loop().create_future()
                return True
            if not await self._end_of(self._probe):
                raise HostPaused(f"left alone until one URL was answered: {self.pause.reason}")
            self.require_open(kind)
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

    def reading(self, url: str) -> None:
        """Takes note of an article that was answered; it is read whether that is a refusal."""
        self._answers[url] = None

    def unread(self, url: str) -> None:
        """Takes note that nobody will know what an article was."""
        if self._answers.get(url, "") is None:
            del self._answers[url]

    def refused(self, refusal: Refusal) -> Pause | None:
        """The pause that a refusal leads to; None where it leads to none, or to no longer one."""
        until, kind, failures = refusal.until, refusal.kind, self.pause.failures
        self._good_sources.discard(refusal.url)
        if self.refusal(kind) is not None:  # sent before the pause began
            longer = Pause(until=until, reason=refusal.reason, failures=failures)
            return longer if until is not None and _is_later(longer, self.pause) else None
        if refusal.refused_before and not refusal.at_once:
            self.unread(refusal.url)
            self._is_refused_again = True
            return None
        self._answers[refusal.url] = refusal.reason
        is_decided = failures > 0 and not (kind in SOURCES and self._good_sources)
        if not (refusal.at_once or is_decided or self._in_a_row() >= REFUSALS_IN_A_ROW):
            return None
        self._answers.clear()
        of_sources = kind in SOURCES and refusal.reason in OF_ARTICLES
        step = SITE[min(failures, len(SITE) - 1)]
        return Pause(
            # A source may have been asked during a pause.
            until=max(until or clock.now() + step, self.pause.until or clock.now()),
            reason=SOURCE_REFUSED if of_sources else refusal.reason,
            failures=failures + 1,
        )

    def well(self, url: str, kind: Kind) -> bool:
        """Takes note of a good answer; True if the host's failures are over with it."""
        if kind in {"listing", "other"} or self._answers.get(url) is not None:
            return False
        if kind == "source":
            self._good_sources.add(url)
        if self._is_paused() or (kind == "source" and self._refuses_articles()):
            return False
        self._forget_before(url)
        return self.pause.failures > 0

    def _forget_before(self, url: str) -> None:
        """Forgets refusals before a good answer; what is still read keeps its place."""
        answers = list(self._answers.items())
        place = list(self._answers).index(url) if url in self._answers else len(answers)
        unread = [each for each in answers[:place] if each[1] is None]
        self._answers = dict(unread + answers[place + 1 :])

    def _in_a_row(self) -> int:
        """The most refusals between which there is no other answer."""
        runs = groupby(self._answers.values(), key=lambda reason: reason is not None)
        return max(len(list(run)) for is_refused, run in runs if is_refused)

    def _is_paused(self) -> bool:
        return self.refusal() is not None

    def _needs_probe(self, kind: Kind) -> bool:
        if kind in {"listing", "other"}:
            return False
        if kind == "source" and (self._good_sources or self._spares_sources()):
            return False
        return self.pause.failures > 0

    def _spares_sources(self) -> bool:
        return self.pause.reason in OF_ARTICLES

    async def _end_of(self, probe: asyncio.Future[bool]) -> bool:
        """Whether to look again then."""
        await asyncio.wait([probe], timeout=PATIENCE_S)
        if self._probe is probe:
            self.end_probe()
        return probe.result()

    def _refuses_articles(self) -> bool:
        if any(reason and reason_of(reason).is_refusal for reason in self._answers.values()):
            return True
        reason, until = self.pause.reason, self.pause.until
        if reason is None or until is None or not reason_of(reason).is_refusal:
            return False
        return clock.now() < until + PROBATION


def _is_later(one: Pause, other: Pause) -> bool:
    return other.until is None or (one.until is not None and one.until > other.until)
