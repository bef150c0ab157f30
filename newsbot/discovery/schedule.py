"""When a source is polled next, from what came of the polls before.

A source is polled three times in the mean time between two new articles. One that is silent is
polled less often by and by, and one that fails still less.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=2)
LONGEST = timedelta(days=3)
FIRST_GAP = timedelta(minutes=30)
"""The time between two new articles of a source of which nothing is known."""
POLLS_A_GAP = 3
DECAY = 0.8
"""How much of the mean is left after one more article: some ten of them make a new mean."""
MOST_GAPS = 8
"""A gap counts as so many means at most: a night without news is no change of habit."""
FIRST_PAUSE = timedelta(minutes=5)
MOST_FAILURES = 20
"""With so many the pause is LONGEST in any case."""
JITTER = 0.2
"""A pause is up to so much shorter, so that sources that failed at once do not come at once."""

REFUSED, MISSING, GONE = 2, 3, 5
WEIGHTS = {
    "http_401": REFUSED,
    "http_403": REFUSED,
    "http_429": REFUSED,
    "robots_txt": REFUSED,
    "bot_challenge": REFUSED,
    "cookie_wall": REFUSED,
    "login_wall": REFUSED,
    "http_404": MISSING,
    "soft_404": MISSING,
    "html_page": MISSING,
    "http_410": GONE,
}
"""As how many failures a failure counts; of any other reason as one: it may pass in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of a source from its polls."""

    mean_gap: timedelta | None = None
    """The mean time between two new articles; the last ones count most. None: not known yet."""
    quiet_since: datetime | None = None
    """The poll that last found a new article, else the first one; None before that."""
    failures: int = 0
    """The failures since the last success, by their WEIGHTS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What came of a poll."""

    at: datetime
    new_links: int = 0
    """The links that no source had listed before."""
    reason: str | None = None
    """Why it failed; None if it did not."""
    stated: timedelta | None = None
    """How long the source is good, as it says itself."""
    not_before: datetime | None = None
    """Until when the host asked to be left alone."""


def after_poll(before: History, poll: Poll) -> History:
    """What is known of a source after one more poll."""
    failures = before.failures + WEIGHTS.get(poll.reason or "", 1)
    is_well = poll.reason is None
    after = replace(before, failures=0 if is_well else min(failures, MOST_FAILURES))
    if poll.new_links and before.quiet_since is not None:
        gap = (poll.at - before.quiet_since) / poll.new_links
        after = replace(after, mean_gap=_mean(before.mean_gap or FIRST_GAP, gap, poll.new_links))
    if poll.new_links or (before.quiet_since is None and is_well):
        after = replace(after, quiet_since=poll.at)
    return after


def next_poll(
    history: History, poll: Poll, *, every: timedelta | None = None, chance: float = 0.0
) -> datetime:
    """When a source is polled next, between SHORTEST and LONGEST after its last poll.

    Args:
        history: what is known of it after `poll`.
        poll: the last one.
        every: how often a person wants it polled.
        chance: a random number from 0 to 1, for the jitter of pauses.
    """
    pause = _usual(history, poll) if every is None else every
    if history.failures:
        doubled = min(FIRST_PAUSE * 2 ** (history.failures - 1), LONGEST)
        backed_off = doubled * (1 - JITTER * chance)
        pause = max(pause, backed_off)
    if poll.not_before is not None:
        pause = max(pause, poll.not_before - poll.at)
    return poll.at + min(max(pause, SHORTEST), LONGEST)


def _usual(history: History, poll: Poll) -> timedelta:
    """A third of the time until the next article, or what the source states, up to that time.

    After a silence the next article is expected later, by the root of the silence: after 16 mean
    gaps after 4 more.
    """
    gap = history.mean_gap or FIRST_GAP
    silence = max(poll.at - (history.quiet_since or poll.at), gap)
    expected: timedelta = gap * math.sqrt(silence / gap)
    stated = min(poll.stated or timedelta(), expected)
    return max(expected / POLLS_A_GAP, stated)


def _mean(before: timedelta, gap: timedelta, count: int) -> timedelta:
    """The decaying mean after `count` more gaps of equal length."""
    kept: float = DECAY**count
    mean = before * kept + min(gap, before * MOST_GAPS) * (1 - kept)
    return min(max(mean, timedelta(seconds=1)), LONGEST * POLLS_A_GAP)
