"""How long a source that was wrong about a page is not believed of it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.polling.belief import believed_from

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_source_that_was_right_is_believed_at_once():
    assert believed_from(NOON, 0) == NOON


def test_each_false_change_doubles_the_pause():
    pauses = [(believed_from(NOON, times) - NOON) / HOUR for times in range(1, 6)]
    assert pauses == [1, 2, 4, 8, 16]


@given(st.integers(0, 32_767))
def test_no_pause_is_for_ever(times):
    assert believed_from(NOON, times) - NOON < timedelta(days=100)
