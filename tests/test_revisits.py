"""When pages are looked at again."""

from datetime import timedelta

import pytest

from newsbot.errors import ConfigurationError
from newsbot.revisits import Revisits, parse_revisits
from tests.storage.making import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVISITS = parse_revisits("1h,6h,24h,7d")


def test_a_setting_lists_pauses():
    assert parse_revisits("30min, 6h, 7d").pauses == (HOUR / 2, 6 * HOUR, 7 * DAY)
    assert parse_revisits("") == Revisits()


@pytest.mark.parametrize("text", ["soon", "1h 6h", "6h,1h", "1h,1h", "0h", "1", "-1h", "1w"])
def test_a_setting_that_says_no_times_is_refused_in_one_line(text):
    with pytest.raises(ConfigurationError, match=r"NEWSBOT_REVISITS is .* rising order"):
        parse_revisits(text)


def test_looks_that_were_missed_are_left_out():
    assert REVISITS.next_after(NOON, NOON + 3 * DAY) == NOON + 7 * DAY
    assert REVISITS.next_after(NOON, NOON + 7 * DAY) is None
    assert Revisits().next_after(NOON, NOON) is None


def test_two_looks_are_never_closer_than_the_first_pause():
    assert REVISITS.next_after(NOON, NOON + 5.5 * HOUR) == NOON + 6.5 * HOUR


def test_a_page_that_is_missing_is_looked_at_when_it_may_be_gone():
    missing = NOON + HOUR
    assert REVISITS.after_missing(NOON, missing, missing) == NOON + 6 * HOUR
    assert REVISITS.after_missing(NOON, NOON + DAY, missing) == NOON + 25 * HOUR
    assert REVISITS.after_missing(NOON, NOON + 8 * DAY, missing) is None


@pytest.mark.parametrize("revisits", [REVISITS, Revisits()])
def test_a_page_on_which_nothing_is_decided_is_looked_at_daily_for_two_weeks(revisits):
    since, moment, looks = NOON + 7 * DAY, NOON + 7 * DAY, 0
    while moment is not None:
        looks += 1
        moment = revisits.after_undecided(NOON, moment, since)
    assert looks == 1 + 14
