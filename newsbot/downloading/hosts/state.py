"""The state of one host in a run: whether it is paused, and which answers pause it."""

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
"""Reasons of pauses that concern a host's articles only. Its sources are still fetched meanwhile,
because links that disappear from a source before the next poll would be lost."""
SOURCE_REFUSED = "source_refused"
REFUSALS_IN_A_ROW = 3
"""The number of refusals in a row that pauses a host; fewer may be odd pages or a coincidence."""
PROBATION = timedelta(days=1)
"""The time after a pause for refused articles in which only a good article ends the failures."""
# The most seconds that requests wait for the answer to a probe, so that a lost probe does not block
# the host. A Crawl-delay of 60 s, a download of 30 s and an extraction fit in.
PATIENCE_S = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that a host refused, or in which the host failed."""

    url: str
    reason: str
    """Why the host refused or failed: a name of newsbot.reasons."""
    kind: Kind = "article"
    until: datetime | None = None
    """The moment before which the host wants no requests (Retry-After); None if not stated."""
    at_once: bool = False
    """Whether the refusal concerns the host as a whole, so that it is paused at once."""
    refused_before: bool = False
    """Whether the URL was also refused when it was last requested."""


class HostState:
    """Decides when a host is paused, and lets only one URL (a probe) through after a pause.

    Several URLs refused in a row, without a good answer between them, lead to a pause. A good
    answer of a source does not count while the host refuses articles: many such hosts keep their
    feeds open. A refusal of a URL that was refused before does not count either: many sites have
    pages for subscribers only.
    """

    def __init__(self, pause: Pause) -> None:
        self.pause = pause
        self.has_answered = False
        """Whether the host has answered any request of this run."""
        self._answers: dict[str, str | None] = {}
        """URL → the reason of its refusal, in the order of the answers; None for an article whose
        page is still being extracted, which may turn out to be a refusal."""
        self._probe: asyncio.Future[bool] | None = None
        self._good_sources: set[str] = set()
        self._is_refused_again = False

    def learn(self, stored: Pause) -> None:
        """Takes over a pause stored by any run, unless the present pause lasts longer."""
        if not self._is_paused() or (stored.until is not None and _is_later(stored, self.pause)):
            self.pause = stored

    def refusal(self, kind: Kind = "article") -> HostPaused | None:
        """The error for requests of this kind while the host is paused; None if it is not."""
        until = self.pause.until
        if until is None or clock.now() >= until or (kind in SOURCES and self._spares_sources()):
            return None
        return HostPaused(f"left alone until {until:%Y-%m-%d %H:%M} UTC: {self.pause.reason}")

    def require_open(self, kind: Kind) -> None:
        """Raises HostPaused while the host is paused for requests of this kind."""
        refusal = self.refusal(kind)
        if refusal is not None:
            raise refusal

    async def enter(self, kind: Kind, *, refused_before: bool = False) -> bool:
        """Waits until a request may be sent; True if the request is a probe.

        A probe is the first request after a pause. The other requests wait for the answer.

        Args:
            kind: what the request fetches.
            refused_before: whether the last answer of the URL was a refusal. Once one such URL has
                been refused again, no such URL may be the probe.

        Raises:
            HostPaused: the host is paused, the probe was redirected, or the probe must be another
                URL, which has not come yet.
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
        """Ends the probe, so that the requests that waited for the answer go on.

        If the answer neither cleared nor paused the host, one of the requests is the next probe.
        """
        if self._probe is not None:
            self._probe.set_result(True)
        self._probe = None

    def prolong_probe(self) -> None:
        """Starts a new probe after a redirect; the requests that waited for the old one fail.

        Otherwise they might take all of the downloader's CONCURRENT_REQUESTS places, and leave none
        for the redirected request.
        """
        if self._probe is not None:
            self._probe.set_result(False)
        self._probe = asyncio.get_running_loop().create_future()

    def reading(self, url: str) -> None:
        """Records that an article's page arrived; the extraction will show if it is a refusal."""
        self._answers[url] = None

    def unread(self, url: str) -> None:
        """Forgets the answer for an article's page whose extraction ended without a result."""
        if self._answers.get(url, "") is None:
            del self._answers[url]

    def refused(self, refusal: Refusal) -> Pause | None:
        """Records a refusal, and returns the new pause of the host.

        None if the refusal leads to no pause, or to one that ends before the present pause.
        """
        until, kind, failures = refusal.until, refusal.kind, self.pause.failures
        self._good_sources.discard(refusal.url)
        if self.refusal(kind) is not None:  # the request was sent before the pause began
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
            # A source may refuse during a pause of the articles; the later end then counts.
            until=max(until or clock.now() + step, self.pause.until or clock.now()),
            reason=SOURCE_REFUSED if of_sources else refusal.reason,
            failures=failures + 1,
        )

    def well(self, url: str, kind: Kind) -> bool:
        """Records a good answer; True if the host, which had failed before, is now healthy."""
        if kind in {"listing", "other"} or self._answers.get(url) is not None:
            return False
        if kind == "source":
            self._good_sources.add(url)
        if self._is_paused() or (kind == "source" and self._refuses_articles()):
            return False
        self._forget_before(url)
        return self.pause.failures > 0

    def _forget_before(self, url: str) -> None:
        """Forgets the refusals that came before the good answer of `url`.

        Articles that are still being extracted keep their position in the order of answers.
        """
        answers = list(self._answers.items())
        place = list(self._answers).index(url) if url in self._answers else len(answers)
        unread = [each for each in answers[:place] if each[1] is None]
        self._answers = dict(unread + answers[place + 1 :])

    def _in_a_row(self) -> int:
        """The length of the longest series of refusals without any other answer in between."""
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
        """Waits until a probe ends, or PATIENCE_S; False if the requests that waited must fail."""
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
