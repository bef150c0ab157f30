"""Checks of the servers' log: politeness, and how many requests the news cost."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from statistics import median

from tests.benchmarks.week.answers import RETRY_AFTER_S, ROBOTS
from tests.benchmarks.week.network import Asked
from tests.benchmarks.week.pages import PATHS
from tests.benchmarks.week.plan import HOUR, START, Outlet, Plan
from tests.benchmarks.week.verdicts import Check

SOURCES = frozenset(PATHS.values())
ROBOTS_AGE = 24 * HOUR + timedelta(minutes=5)
SLACK = timedelta(milliseconds=50)
"""How much later than the crawler began with it a request may come: a connection is opened first,
and both ends share two cores. The next request is counted as too early only beyond that."""
OFTEN = timedelta(minutes=15)
HOURLY = 24
OK, TOO_OFTEN, UNAVAILABLE = 200, 429, 503


def log_checks(plan: Plan, log: Sequence[Asked]) -> Iterator[Check]:
    """The checks of the log, each with its figure."""
    by_outlet: dict[int, list[Asked]] = defaultdict(list)
    for asked in log:
        by_outlet[asked.outlet].append(asked)
    each = [(outlet, by_outlet[outlet.number]) for outlet in plan.outlets]
    forbidden = sum(_against_robots(asked) for _, asked in each)
    yield _none("robots", "requests against robots.txt", forbidden, log)
    hasty = tuple(line for outlet, asked in each for line in _inside_delay(plan, outlet, asked))
    yield replace(_none("delay", "requests inside a delay", len(hasty), log), evidence=hasty)
    yield _none("pause", "requests inside a pause", sum(_in_pause(a) for _, a in each), log)
    repeated = sum(_unchanged_bodies(asked) for o, asked in each if o.answers_conditions)
    yield _none("unchanged", "full bodies of unchanged sources", repeated, log)
    polls = [asked for asked in log if asked.path in SOURCES]
    always = sum(len(outlet.kinds) for outlet in plan.outlets) * (plan.length / OFTEN)
    yield Check(
        name="polls",
        what="polls, in % of polling all each 15 minutes",
        figure=round(100 * len(polls) / always, 1),
        limit=45,
    )
    bodies = sum(asked.status == OK for asked in polls)
    yield Check(
        name="bodies",
        what="polls answered in full, in % of polling all each 15 minutes",
        figure=round(100 * bodies / always, 1),
        limit=15,
    )
    delays = [delay for outlet, asked in each for delay in _delays(outlet, asked)]
    yield Check(
        name="discovery",
        what="median delay until an article is fetched, in minutes, of sources with one an hour",
        figure=round(median(delays) / timedelta(minutes=1), 1) if delays else 0,
        limit=10,
    )
    yield Check(
        name="changed_now",
        what="most requests for an unchanged article of the site that says 'changed now' always",
        figure=max(_most(*pair) for pair in each if pair[0].role == "changed_now"),
        limit=14,
    )


def _none(name: str, what: str, figure: int, log: Sequence[Asked]) -> Check:
    return Check(name=name, what=what, figure=figure, limit=0, among=len(log))


def _against_robots(log: Sequence[Asked]) -> int:
    """Requests for forbidden paths, and those sent while the rules were unknown."""
    wrong, robots = 0, None
    for asked in log:
        if asked.path == ROBOTS:
            robots = asked
        elif asked.path.startswith("/members/"):
            wrong += 1
        else:
            is_known = robots is not None and asked.at <= robots.at + ROBOTS_AGE
            wrong += not is_known or robots is None or robots.status == UNAVAILABLE
    return wrong


def _inside_delay(plan: Plan, outlet: Outlet, log: Sequence[Asked]) -> Iterator[str]:
    """A line for each request that came too early, with the gap before it.

    The request before it may have come earlier than the servers could note.
    """
    delay_s = plan.crawl_delay_s if outlet.role == "slow" else plan.delay_s
    shortest = timedelta(seconds=delay_s) - SLACK
    for one, two in pairwise(log):
        # An HTTP client may send a request anew at once if the server closes a connection that was
        # used before (RFC 9112, 9.3.1); to the crawler this is one request.
        is_anew = not one.status and one.path == two.path
        if two.at - one.at + one.lag < shortest and not is_anew:
            gap_ms = (two.at - one.at) / timedelta(milliseconds=1)
            lag_ms = one.lag / timedelta(milliseconds=1)
            yield (
                f"{outlet.key}: {two.path} {gap_ms:.0f} ms after {one.path} at {one.at}, "
                f"which may have come {lag_ms:.0f} ms earlier"
            )


def _in_pause(log: Sequence[Asked]) -> int:
    """Requests that came before the end of a Retry-After."""
    wrong, until = 0, START
    for asked in log:
        wrong += asked.at < until
        if asked.status == TOO_OFTEN:
            until = asked.at + timedelta(seconds=RETRY_AFTER_S)
    return wrong


def _unchanged_bodies(log: Sequence[Asked]) -> int:
    wrong, sent = 0, dict[str, str]()
    for asked in log:
        if asked.path in SOURCES and asked.status == OK:
            wrong += sent.get(asked.path) == asked.etag
            sent[asked.path] = asked.etag
    return wrong


def _delays(outlet: Outlet, log: Sequence[Asked]) -> Iterator[timedelta]:
    """From publication to the first request, of each story of an outlet with one an hour."""
    if outlet.a_day < HOURLY:
        return
    published = {each.path: each.published_at for each in outlet.stories}
    first: dict[str, Asked] = {}
    for asked in log:
        first.setdefault(asked.path, asked)
    for path, asked in first.items():
        if path in published and published[path] > START:
            yield asked.at - published[path]


def _most(outlet: Outlet, log: Sequence[Asked]) -> int:
    unchanged = {story.path for story in outlet.stories if story.corrected_at is None}
    pages = Counter(asked.path for asked in log if asked.path in unchanged)
    return max(pages.values(), default=0)
