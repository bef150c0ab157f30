"""Decides when a source (a feed, sitemap or section page) is polled next.

The time between two polls is the mean time between two new articles of the source, divided by
POLLS_A_GAP. The longer a source has had no new article, the longer is the time until the next poll.
After failed polls it is longer still.
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
"""The weight of the old value when the mean time between two articles is updated with one more
article. After ten more articles, the old value has a weight of 0.1."""
MOST_GAPS = 8
"""A gap is the time between two new articles of a source. When the mean gap is updated, a gap
longer than this many mean gaps counts as this many. Without this limit, one night without news
would make a source seem slow."""
FIRST_PAUSE = timedelta(minutes=5)
MOST_FAILURES = 20
"""The maximum number of failed polls in a row that are counted. Each one doubles the pause
before the next poll. With this many, the pause has long reached its maximum, LONGEST."""
JITTER = 0.2
"""The maximum share, 0 to 1, by which the pause after a failed poll is shortened at random. So
sources that failed at the same time are not polled again at the same time."""

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
    """The past polls of a source in short: how often it has new articles or fails."""

    mean_gap: timedelta | None = None
    """The mean time between two new articles of the source, in which the latest articles have the
    most weight. None if it was never measured."""
    quiet_since: datetime | None = None
    """When a poll last found a new article in the source. If no poll ever found one, this is the
    time of the first good poll. None if no poll was good."""
    failures: int = 0
    """The number of failed polls of the source since the last good one, up to MOST_FAILURES. Some
    polls count as several failures (see WEIGHTS)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The result of one poll of a source."""

    at: datetime
    new_links: int = 0
    """The number of links in the source that are new: no source had listed them before."""
    reason: str | None = None
    """The name of the reason why the poll failed (see `newsbot.reasons`); None if it did not
    fail."""
    stated: timedelta | None = None
    """How long the source says that it stays unchanged; None if it says nothing."""
    not_before: datetime | None = None
    """The moment before which the host wants no requests (Retry-After)."""


def after_poll(before: History, poll: Poll) -> History:
    """The history of a source after the poll `poll`.

    `before` is the history of the source before this poll.
    """
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
    """The moment of a source's next poll, between SHORTEST and LONGEST after its last poll.

    Args:
        history: the history of the source, which includes `poll`.
        poll: the last poll of the source.
        every: the time between two polls that the registry of sites sets for the source; if None,
            the time depends on how often the source has new articles.
        chance: a random number from 0 to 1, by which the pause after a failed poll is shortened.
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
    """How long newsbot waits after a good poll of a source before the next poll.

    This pause is a third of the expected time until the next article. If the source says that it
    stays unchanged for longer, the pause is longer too, but at most the whole expected time.

    The expected time is at first the mean gap between two articles. It grows with the square root
    of the time without a new article. For example, after 16 mean gaps without one, it is 4 mean
    gaps.
    """
    gap = history.mean_gap or FIRST_GAP
    silence = max(poll.at - (history.quiet_since or poll.at), gap)
    expected: timedelta = gap * math.sqrt(silence / gap)
    stated = min(poll.stated or timedelta(), expected)
    return max(expected / POLLS_A_GAP, stated)


def _mean(before: timedelta, gap: timedelta, count: int) -> timedelta:
    """Updates the mean gap between two articles of a source, in which new gaps have more weight.

    Args:
        before: the mean gap until now.
        gap: the gap before each new article.
        count: the number of new articles.
    """
    kept: float = DECAY**count
    mean = before * kept + min(gap, before * MOST_GAPS) * (1 - kept)
    return min(max(mean, timedelta(seconds=1)), LONGEST * POLLS_A_GAP)
