"""Decides when a source is polled next, by the results of earlier polls.

A source is polled POLLS_A_GAP times in the mean time between two new articles. The longer it lists
nothing new, the less often it is polled; if polls fail, even less often.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=2)
LONGEST = timedelta(days=3)
FIRST_GAP = timedelta(minutes=30)
"""The assumed time between two new articles of a source that was never polled before."""
POLLS_A_GAP = 3
DECAY = 0.8
"""The weight of the old mean gap after one more article; after ten, it has a weight of 0.1."""
MOST_GAPS = 8
"""The most that a gap may count in the mean, as a multiple of the mean: one night without news
must not make a source seem slow."""
FIRST_PAUSE = timedelta(minutes=5)
MOST_FAILURES = 20
"""The number at which failures in a row are counted no further: the pause is LONGEST by then."""
JITTER = 0.2
"""The largest part by which a pause after a failure is shortened at random, so that sources that
failed together are not polled together again."""

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
"""Reason of a failed poll → as how many failures it counts. Any other reason counts as one, because
it may pass in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How often a source has listed new articles, and how often it failed."""

    mean_gap: timedelta | None = None
    """The mean time between two new articles, with most weight on the latest; None: not known."""
    quiet_since: datetime | None = None
    """When a poll last found a new article, else the time of the first poll; None before it."""
    failures: int = 0
    """The number of failed polls since the last good one, each counted by WEIGHTS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The result of one poll of a source."""

    at: datetime
    new_links: int = 0
    """The number of links that no source had listed before."""
    reason: str | None = None
    """The reason why the poll failed; None if it did not."""
    stated: timedelta | None = None
    """How long the source says that it stays unchanged; None if it says nothing."""
    not_before: datetime | None = None
    """The moment before which the host wants no requests (Retry-After)."""


def after_poll(before: History, poll: Poll) -> History:
    """The history of a source after one more poll."""
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
        history: the history of the source, with `poll` in it.
        poll: the last poll of the source.
        every: the time between two polls that a person has set; None: as its articles come.
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
    """The pause after a good poll: a third of the expected time until the next article.

    If the source says that it stays unchanged for longer, the pause is that long, but no longer
    than the expected time. The expected time grows with the square root of the silence: after 16
    mean gaps without an article, it is 4 mean gaps.
    """
    gap = history.mean_gap or FIRST_GAP
    silence = max(poll.at - (history.quiet_since or poll.at), gap)
    expected: timedelta = gap * math.sqrt(silence / gap)
    stated = min(poll.stated or timedelta(), expected)
    return max(expected / POLLS_A_GAP, stated)


def _mean(before: timedelta, gap: timedelta, count: int) -> timedelta:
    """The exponentially weighted mean of gaps after `count` more gaps of length `gap`."""
    kept: float = DECAY**count
    mean = before * kept + min(gap, before * MOST_GAPS) * (1 - kept)
    return min(max(mean, timedelta(seconds=1)), LONGEST * POLLS_A_GAP)
