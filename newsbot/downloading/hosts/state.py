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
"""If a host is paused for one of these reasons, no articles are requested from it. Its sources
(feeds, sitemaps, section pages) are still requested, so that newsbot misses no links."""
SOURCE_REFUSED = "source_refused"
REFUSALS_IN_A_ROW = 3
"""A host is paused after this many refusals in a row. Fewer refusals may be the fault of single
pages, or a coincidence."""
PROBATION = timedelta(days=1)
"""How long a host stays under suspicion after it was paused because it refused articles. In this
time, only a good answer for an article shows that the host is healthy again. Good answers for
feeds, sitemaps and section pages do not count."""
# The maximum time in seconds for which requests wait for the answer to a probe, the first request
# to a host after a pause. A Crawl-delay of 60 s, a download of 30 s and an extraction together take
# less time.
PATIENCE_S = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that a host refused, or could not answer."""

    url: str
    reason: str
    """Why the host refused or failed: the name of a reason in newsbot.reasons."""
    kind: Kind = "article"
    until: datetime | None = None
    """The moment until which the host wants no requests, by its Retry-After header; None if there
    is no such header."""
    at_once: bool = False
    """Whether this refusal alone is enough to pause the host, because it shows that the host
    refuses or fails for all URLs."""
    refused_before: bool = False
    """Whether the host also refused the previous request for the same URL."""


class HostState:
    """Decides when a host is paused, and lets only one request (a probe) through after a pause.

    A host is paused if it refuses several URLs in a row, with no successful response in between.
    While it refuses articles, successful responses for feeds and sitemaps do not count. A refusal
    does not count if the previous request for the same URL was refused too: such a URL may be a
    page for subscribers only.
    """

    def __init__(self, pause: Pause) -> None:
        self.pause = pause
        self.has_answered = False
        """Whether the host has answered any request of this run."""
        self._answers: dict[str, str | None] = {}
        """URL → the reason for which the host refused it, in the order of the answers. The reason
        is None while an article's page is being extracted, because the page may turn out to be a
        refusal."""
        self._probe: asyncio.Future[bool] | None = None
        self._good_sources: set[str] = set()
        self._is_refused_again = False

    def learn(self, stored: Pause) -> None:
        """Replaces the present pause by `stored`, unless the present pause lasts longer.

        `stored` is the pause of the host that the database holds.
        """
        if not self._is_paused() or (stored.until is not None and _is_later(stored, self.pause)):
            self.pause = stored

    def refusal(self, kind: Kind = "article") -> HostPaused | None:
        """The error for a request of this kind; None if the host is not paused for such requests.

        A host may be paused for articles, but not for sources such as feeds.
        """
        until = self.pause.until
        if until is None or clock.now() >= until or (kind in SOURCES and self._spares_sources()):
            return None
        return HostPaused(f"left alone until {until:%Y-%m-%d %H:%M} UTC: {self.pause.reason}")

    def require_open(self, kind: Kind) -> None:
        """Raises HostPaused if the host is paused for requests of the given kind."""
        refusal = self.refusal(kind)
        if refusal is not None:
            raise refusal

    async def enter(self, kind: Kind, *, refused_before: bool = False) -> bool:
        """Waits until a request may be sent; True if the request is a probe.

        A probe is the first request after a pause. Other requests wait for the answer to the probe.

        Args:
            kind: what the request fetches.
            refused_before: whether the host refused the last request for the same URL. The URL may
                be that of a page for subscribers, which the host always refuses. So a refusal of
                this URL does not show whether the host is well again. If one such URL was refused
                again in this run, no request with `refused_before` becomes a probe any more.

        Raises:
            HostPaused: the host is paused. Or the answer to the probe was a redirect. Or a probe is
                needed, but this request must not become one, because of `refused_before`.
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
        """Ends the probe, the first request after a pause, so that the waiting requests wake up.

        The host is in one of three states now. If it is healthy, the waiting requests are sent. If
        it is paused again, they fail. If the answer to the probe has not shown either, one of the
        waiting requests becomes the next probe, and the others wait for it.
        """
        if self._probe is not None:
            self._probe.set_result(True)
        self._probe = None

    def prolong_probe(self) -> None:
        """Lets the probe of the host go on: its answer was a redirect, which is followed now.

        A probe is the first request to a host after a pause. Other requests to the host wait until
        it ends. But now they are made to fail, because the probe takes longer. If they went on
        waiting, they could use up Scrapy's limit CONCURRENT_REQUESTS. Then the request that follows
        the redirect, which is a part of the probe, would never be sent.
        """
        if self._probe is not None:
            self._probe.set_result(False)
        self._probe = asyncio.get_running_loop().create_future()

    def reading(self, url: str) -> None:
        """Records that the page of an article at `url` arrived, and is about to be extracted.

        Extraction will show whether the page is an article, or a refusal such as a check for
        robots.
        """
        self._answers[url] = None

    def unread(self, url: str) -> None:
        """Forgets that the page at `url` arrived, because newsbot failed to extract it.

        So the page counts neither as a good answer of the host nor as a refusal.
        """
        if self._answers.get(url, "") is None:
            del self._answers[url]

    def refused(self, refusal: Refusal) -> Pause | None:
        """Records a refusal of a request by the host, and returns the pause that follows from it.

        The result is None if the refusal does not lead to a pause, or if the host is already paused
        for a longer time.
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
            # The host may be paused already, but only for articles. The new pause is for all
            # requests, and ends no earlier than the one for articles.
            until=max(until or clock.now() + step, self.pause.until or clock.now()),
            reason=SOURCE_REFUSED if of_sources else refusal.reason,
            failures=failures + 1,
        )

    def well(self, url: str, kind: Kind) -> bool:
        """Records that the host sent what was requested, and did not refuse it.

        Returns True if this ends the time in which the host counted as unhealthy. `url` is the URL
        that was requested, and `kind` is the kind of the request.
        """
        if kind in {"listing", "other"} or self._answers.get(url) is not None:
            return False
        if kind == "source":
            self._good_sources.add(url)
        if self._is_paused() or (kind == "source" and self._refuses_articles()):
            return False
        self._forget_before(url)
        return self.pause.failures > 0

    def _forget_before(self, url: str) -> None:
        """Forgets the refusals that the host sent before its good answer for `url`.

        Pages that arrived before this answer and are still being extracted are not forgotten,
        because their extraction may show that they are refusals too.
        """
        answers = list(self._answers.items())
        place = list(self._answers).index(url) if url in self._answers else len(answers)
        unread = [each for each in answers[:place] if each[1] is None]
        self._answers = dict(unread + answers[place + 1 :])

    def _in_a_row(self) -> int:
        """The length of the longest series of refusals in a row among the host's latest answers.

        A refusal is an answer by which the host declines to send a page. Any other answer ends the
        series.
        """
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
        """Waits for the answer to `probe`, the single request that is sent first after a pause.

        The caller has another request to the same host. The result says whether that request may go
        on:

        - After most answers, the result is True.
        - If no answer has come after PATIENCE_S seconds, the result is True too. The request of the
          caller may then become the next probe.
        - If the answer is a redirect, the result is False, and the request must fail. The redirect
          is followed by a further request. Scrapy limits the number of simultaneous requests
          (CONCURRENT_REQUESTS), and requests that wait count. If they went on waiting, there might
          be no room for the further request.
        """
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
