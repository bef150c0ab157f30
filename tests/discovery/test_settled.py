"""When the date that an index states for a sitemap is enough not to ask for the sitemap."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsbot.discovery.sitemaps.settled import BELIEVED_FOR, is_believed, is_settled

STATED = datetime(2026, 5, 11, 8, 53, 11, tzinfo=UTC)
DAY = datetime(2026, 5, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_sitemap_that_was_read_well_after_its_last_change_is_settled():
    assert is_settled(STATED, STATED, STATED + HOUR)
    assert is_settled(DAY, DAY, DAY + 48 * HOUR)


@pytest.mark.parametrize(
    ("stated", "before", "read"),
    [
        (STATED, STATED - HOUR, STATED + HOUR),
        (STATED, None, STATED + HOUR),
        (None, None, STATED + HOUR),
        (STATED, STATED, None),
        (STATED, STATED, STATED + HOUR / 2),
        (STATED.replace(year=2099), STATED.replace(year=2099), STATED),
    ],
    ids=["changed", "undated before", "undated", "never read", "read too soon", "in the future"],
)
def test_any_other_sitemap_is_not(stated, before, read):
    assert not is_settled(stated, before, read)


@pytest.mark.parametrize("zone_h", [0, 2, -8, 5.5])
def test_a_day_may_go_on_in_any_time_zone(zone_h):
    midnight = datetime(2026, 5, 11, tzinfo=timezone(timedelta(hours=zone_h))).astimezone(UTC)
    assert not is_settled(midnight, midnight, midnight + 40 * HOUR)


def test_nothing_is_believed_for_ever():
    assert is_believed(STATED, STATED + BELIEVED_FOR - HOUR)
    assert not is_believed(STATED, STATED + BELIEVED_FOR)
    assert not is_believed(STATED, STATED - HOUR)
