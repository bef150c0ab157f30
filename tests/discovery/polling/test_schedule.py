"""When a source is polled next, for whatever came of its polls."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.polling.schedule import (
    LONGEST,
    SHORTEST,
    WEIGHTS,
    History,
    Poll,
    after_poll,
    next_poll,
)

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TIMES = st.timedeltas(timedelta(), timedelta(days=400))
REASONS = st.sampled_from(["timeout", "http_503", *filter(WEIGHTS.get, WEIGHTS)])
HISTORIES = st.builds(
    History,
    mean_gap=st.none() | st.timedeltas(timedelta(seconds=1), 9 * DAY),
    quiet_since=st.none() | TIMES.map(lambda ago: NOON - ago),
    failures=st.integers(0, 20),
)
POLLS = st.builds(
    Poll,
    at=st.just(NOON),
    new_links=st.integers(0, 50_000),
    reason=st.none() | REASONS,
    stated=st.none() | TIMES,
    not_before=st.none() | TIMES.map(lambda ahead: NOON + ahead),
)


def pause(history: History, chance: float = 0.0, **poll: object) -> timedelta:
    """How long after noon the next poll is."""
    return next_poll(history, Poll(at=NOON, **poll), chance=chance) - NOON  # type: ignore[arg-type]


def polled(history: History, minutes: int, new_links: int = 0, reason: str | None = None):
    at = NOON + minutes * MINUTE
    return after_poll(history, Poll(at=at, new_links=new_links, reason=reason))


@given(HISTORIES, POLLS, st.none() | TIMES, st.floats(0, 1))
def test_every_pause_is_from_two_minutes_to_three_days(history, poll, every, chance):
    after = after_poll(history, poll)
    assert SHORTEST <= next_poll(after, poll, every=every, chance=chance) - NOON <= LONGEST


@given(HISTORIES, st.integers(0, 19), st.floats(0, 1))
def test_more_failures_never_make_a_pause_shorter(history, failures, chance):
    fewer = pause(replace(history, failures=failures), chance)
    assert fewer <= pause(replace(history, failures=failures + 1), chance)


@given(HISTORIES, REASONS)
def test_a_source_that_recovers_is_polled_as_before(history, reason):
    well = replace(history, failures=0, quiet_since=history.quiet_since or NOON)
    failed = after_poll(well, Poll(at=NOON, reason=reason))
    assert failed.failures > 0
    assert after_poll(failed, Poll(at=NOON)) == well


@given(st.integers(6, 3000))
def test_a_steady_source_is_polled_thrice_a_gap(minutes):
    history = History(quiet_since=NOON)
    for number in range(1, 41):
        history = polled(history, number * minutes, 1)
    assert history.mean_gap is not None
    assert abs(history.mean_gap / (minutes * MINUTE) - 1) < 0.01
    found = replace(history, quiet_since=NOON)
    assert pause(found) == min(max(history.mean_gap / 3, SHORTEST), LONGEST)


def test_all_links_of_a_first_poll_are_no_measure():
    first = polled(History(), 0, 500)
    assert (first.mean_gap, first.quiet_since) == (None, NOON)
    assert pause(first) == 10 * MINUTE


def test_one_night_is_no_change_of_habit():
    by_day = History(mean_gap=20 * MINUTE, quiet_since=NOON)
    morning = polled(by_day, 600, 1)
    assert morning.mean_gap is not None
    assert morning.mean_gap < HOUR


@given(TIMES, TIMES)
def test_a_longer_silence_never_makes_a_pause_shorter(one, other):
    short, long = sorted((one, other))
    busy = History(mean_gap=20 * MINUTE)
    pauses = [pause(replace(busy, quiet_since=NOON - silence)) for silence in (short, long)]
    assert pauses[0] <= pauses[1]


def test_what_a_source_states_counts_up_to_the_next_article_that_is_expected():
    hourly = History(mean_gap=HOUR, quiet_since=NOON)
    assert pause(hourly) == 20 * MINUTE
    assert pause(hourly, stated=5 * MINUTE) == 20 * MINUTE
    assert pause(hourly, stated=45 * MINUTE) == 45 * MINUTE
    assert pause(hourly, stated=DAY) == HOUR


def test_a_host_that_asks_for_a_pause_gets_it():
    assert pause(History(), not_before=NOON + 5 * HOUR) == 5 * HOUR


def test_what_a_person_says_goes_before_what_was_learnt():
    hourly = History(mean_gap=HOUR, quiet_since=NOON)
    poll = Poll(at=NOON, stated=DAY)
    assert next_poll(hourly, poll, every=7 * MINUTE) - NOON == 7 * MINUTE


def test_failures_double_the_pause_and_grave_ones_weigh_more():
    history, pauses = History(mean_gap=MINUTE, quiet_since=NOON), []
    for _ in range(4):
        history = after_poll(history, Poll(at=NOON, reason="http_503"))
        pauses.append(pause(history) / MINUTE)
    assert pauses == [5, 10, 20, 40]
    gone = after_poll(History(), Poll(at=NOON, reason="http_410"))
    assert pause(gone) == 80 * MINUTE


@given(st.floats(0, 1))
def test_the_jitter_makes_a_pause_a_fifth_shorter_at_most(chance):
    failing = History(mean_gap=MINUTE, failures=6)
    assert 0.8 * pause(failing) <= pause(failing, chance) <= pause(failing)


def test_a_mistake_after_links_that_were_read_slows_no_polls():
    well = polled(History(failures=3), 0, 1)
    assert polled(History(failures=3), 0, 1, "part_unreadable") == well
    assert polled(well, 10, 0, "part_unreadable").failures == 0
