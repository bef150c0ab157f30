"""How long a source is good, as it states itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.feed import parse_feed
from newsbot.discovery.polling.freshness import LONGEST, fresh_for

URL = "https://gazette.example/feed"
NOON, TWO = "Mon, 11 May 2026 12:00:00 GMT", "Mon, 11 May 2026 14:00:00 GMT"
MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 5, 11, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"Cache-Control": "max-age=300"}, 5),
        ({"Cache-Control": 'public, Max-Age="300", must-revalidate'}, 5),
        ({"Cache-Control": "max-age=300", "Age": "120"}, 3),
        ({"Cache-Control": "max-age=300", "Age": "900"}, 0),
        ({"Cache-Control": "max-age=300", "Expires": TWO, "Date": NOON}, 5),
        ({"Cache-Control": "s-maxage=300, no-cache"}, None),
        ({"Expires": TWO, "Date": NOON}, 120),
        ({"Expires": NOON, "Date": TWO}, 0),
        ({"Expires": "0", "Date": NOON}, None),
        ({"Expires": TWO}, 150),
        ({"Expires": TWO, "Date": "at noon"}, 150),
        ({"Expires": TWO, "Date": NOON, "Age": "1800"}, 90),
        ({"Expires": NOON, "Date": NOON, "Age": "1800"}, 0),
        ({}, None),
    ],
)
def test_headers_say_how_long_a_response_is_good(headers, minutes):
    assert fresh_for(headers, NOW) == (None if minutes is None else minutes * MINUTE)


@given(st.dictionaries(st.sampled_from(["Cache-Control", "Age", "Expires", "Date"]), st.text()))
def test_no_header_is_too_odd(headers):
    found = fresh_for(headers, NOW)
    assert found is None or timedelta() <= found <= LONGEST


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("<ttl>90</ttl>", 90),
        ("<ttl> soon </ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 60),
        (
            "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            360,
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 60),
        ("<sy:updatePeriod>always</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_feeds_say_how_long_they_are_good(head, minutes):
    feed = (
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel>{head}<item><link>{URL}/a</link></item></channel></rss>"
    )
    assert parse_feed(feed.encode(), URL).ttl == (None if minutes is None else minutes * MINUTE)
