"""Decides when a source (a feed, sitemap or section page) is polled next.

If a source had a new article every 30 minutes until now, it is polled three times in 30 minutes. It
is polled less often after a long time without a new article, and after failed polls.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=2)
LONGEST = timedelta(days=3)
FIRST_GAP = timedelta(minutes=30)
"""The assumed mean time between two new articles of a source, as long as none has been measured."""
POLLS_A_GAP = 3
DECAY = 0.8
"""The weight of the old value when the mean time between two new articles of a source is updated.
The latest time between two articles gets the weight 0.2."""
MOST_GAPS = 8
"""A maximum for the time between two new articles of a source, as a multiple of the mean of these
times. When the mean is updated, a longer time is lowered to this maximum. Without the maximum, one
night without news would make a source seem slow."""
FIRST_PAUSE = timedelta(minutes=5)
MOST_FAILURES = 20
"""The maximum number of failed polls in a row that are counted for a source. Each failure doubles
the pause before the next poll. Long before this number, the pause reaches its maximum, LONGEST."""
JITTER = 0.2
"""The pause after a failed poll is shortened by a random share between 0 and this number. Without
this, sources that failed at the same time would also be polled again at the same time."""

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
    # Only a part of the source could be read, because there is a mistake in it. The publisher may
    # never correct the mistake. So the poll does not count as failed.
    "part_unreadable": 0,
}
"""A dictionary: the reason why a poll failed → the number of failures that the poll counts as. A
poll that failed for any other reason counts as one failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How often the past polls of a source found new articles, and how often they failed."""

    mean_gap: timedelta | None = None
    """The mean time between two new articles of the source. The latest articles have the most
    weight in it. None if it was never measured."""
    quiet_since: datetime | None = None
    """The time of the last poll that found a new article in the source. If no poll ever found one,
    this is the time of the first poll that did not fail. None if all polls failed."""
    failures: int = 0
    """The number of failed polls of the source since the last good one, up to MOST_FAILURES. Some
    polls count as several failures (see WEIGHTS)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The result of one poll of a source."""

    at: datetime
    new_links: int = 0
    """The number of links that this poll found in the source, and that newsbot did not know before
    from any source."""
    reason: str | None = None
    """The name of the reason why the poll failed (see `newsbot.reasons`); None if it did not
    fail."""
    stated: timedelta | None = None
    """How long the source says that it stays unchanged; None if it says nothing."""
    not_before: datetime | None = None
    """The moment before which the host wants no requests (Retry-After)."""


def after_poll(before: History, poll: Poll) -> History:
    """The history of a source's polls after the poll `poll` was added to the history `before`."""
    weight = 0 if poll.reason is None else WEIGHTS.get(poll.reason, 1)
    is_well = not weight
    failures = 0 if is_well else before.failures + weight
    after = replace(before, failures=min(failures, MOST_FAILURES))
    if poll.new_links and before.quiet_since is not None:
        gap = (poll.at - before.quiet_since) / poll.new_links
        after = replace(after, mean_gap=_mean(before.mean_gap or FIRST_GAP, gap, poll.new_links))
    if poll.new_links or (before.quiet_since is None and is_well):
        after = replace(after, quiet_since=poll.at)
    return after


def next_poll(
    history: History, poll: Poll, *, every: timedelta | None = None, chance: float = 0.0
) -> datetime:
    """The moment of a source's next poll: between two minutes and three days after the last one.

    Args:
        history: what is remembered of the polls of the source, including `poll`.
        poll: the last poll of the source.
        every: the time between two polls that the registry of sites sets for the source; if None,
            the time depends on how often the source has new articles.
        chance: a random number from 0 to 1. The higher it is, the more the pause after a failed
            poll is shortened.
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
    """The pause after a successful poll of a source.

    The pause is a third of the expected time until a new article. If the source states for how long
    it stays unchanged, the pause is at least this long, but not longer than the expected time.

    The expected time is at first the mean time between two articles. It grows with the square root
    of the time without a new article. For example, if there was no new article for 16 times the
    mean, the expected time is 4 times the mean.
    """
    gap = history.mean_gap or FIRST_GAP
    silence = max(poll.at - (history.quiet_since or poll.at), gap)
    expected: timedelta = gap * math.sqrt(silence / gap)
    stated = min(poll.stated or timedelta(), expected)
    return max(expected / POLLS_A_GAP, stated)


def _mean(before: timedelta, gap: timedelta, count: int) -> timedelta:
    """Updates the mean time between two new articles of a source; new times have more weight.

    Args:
        before: the mean time until now.
        gap: the time that is counted for each new article: the time since an article was last
            found, divided by `count`.
        count: the number of new articles that a poll has found.
    """
    kept: float = DECAY**count
    mean = before * kept + min(gap, before * MOST_GAPS) * (1 - kept)
    return min(max(mean, timedelta(seconds=1)), LONGEST * POLLS_A_GAP)
