from datetime import UTC, datetime, timedelta

import pytest

from newsbot.crawling.retry_after import retry_after

NOW = datetime(2026, 5, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120),
        (b" 120 ", 120),
        (b"Mon, 11 May 2026 13:00:00 GMT", 3600),
        (b"Monday, 11-May-26 13:00:00 GMT", 3600),
        (b"Mon May 11 13:00:00 2026", 3600),
        (b"Mon, 11 May 2026 15:00:00 +0200", 3600),
        (b"86400", 86_400),
        (b"86401", 86_400),
        (b"99999999999999999999", 86_400),
        (b"Mon, 11 May 2099 13:00:00 GMT", 86_400),
    ],
)
def test_seconds_and_dates_are_read_up_to_a_day(value, seconds):
    assert retry_after(value, NOW, None) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        (b"Mon, 11 May 2026 12:55:00 GMT", 300),  # the clock of the host is an hour fast
        (b"Mon, 11 May 2026 09:00:00 GMT", 14_400),
        (b"Tue, 05 May 2026 13:00:00 GMT", 86_400),
        (b"Monday, 11-May-26 12:59:59 GMT", 1),
        (b"Mon, 11 May 2026 14:55:00 +0200", 300),
        (b"yesterday", 3600),
        (b"", 3600),
        (b"1" * 5000, 3600),
    ],
)
def test_a_date_counts_from_when_the_host_says_that_it_answered(sent, seconds):
    value = b"Mon, 11 May 2026 13:00:00 GMT"
    assert retry_after(value, NOW, sent) == NOW + timedelta(seconds=seconds)


def test_seconds_count_from_now_whatever_the_clock_of_the_host():
    sent = b"Mon, 11 May 2026 09:00:00 GMT"
    assert retry_after(b"120", NOW, sent) == NOW + timedelta(seconds=120)


def test_a_date_that_the_host_says_has_passed_is_passed_over():
    value, sent = b"Mon, 11 May 2026 13:00:00 GMT", b"Mon, 11 May 2026 13:00:00 GMT"
    assert retry_after(value, NOW, sent) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"0",
        b"-5",
        b"1.5",
        b"soon",
        b"1" * 5000,
        "١٢٠".encode(),
        b"Mon, 11 May 2026 11:00:00 GMT",
        b"Mon, 11 May 99999 11:00:00 GMT",
        b"Mon, 31 Feb 2027 11:00:00 GMT",
    ],
)
def test_what_names_no_moment_to_come_is_passed_over(value):
    assert retry_after(value, NOW, None) is None
