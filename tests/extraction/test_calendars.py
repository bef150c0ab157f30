"""Dates of other calendars, and what stands beside a date, tell its day."""

from datetime import UTC, date, datetime

import pytest

from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.metadata.times.written.calendars import Calendar, gregorian
from newsbot.extraction.metadata.times.written.forms import Writing
from newsbot.extraction.metadata.times.written.numerals import number
from tests.extraction.making import json_ld, metadata

UNCLEAR = Writing(language="en")
BRITISH = Writing(language="en", is_month_first=False)
AMERICAN = Writing(language="en", is_month_first=True)


@pytest.mark.parametrize(
    ("calendar", "written", "day"),
    [
        ("persian", (1403, 1, 1), date(2024, 3, 20)),
        ("persian", (1403, 12, 30), date(2025, 3, 20)),
        ("persian", (1404, 12, 30), None),
        ("persian", (1405, 6, 31), date(2026, 9, 22)),
        ("persian", (1405, 7, 31), None),
        ("persian", (1405, 13, 1), None),
        ("persian", (2026, 1, 1), None),
        ("ethiopian", (2018, 1, 1), date(2025, 9, 11)),
        ("ethiopian", (2015, 13, 6), date(2023, 9, 11)),
        ("ethiopian", (2018, 13, 6), None),
        ("ethiopian", (2018, 14, 1), None),
        ("gregorian", (2569, 9, 8), date(2026, 9, 8)),
        ("gregorian", (2026, 2, 29), None),
        ("gregorian", (1405, 6, 17), None),
        ("islamic", (1448, 3, 26), None),
    ],
)
def test_a_date_of_a_calendar_is_one_day_or_none(
    calendar: Calendar, written: tuple[int, int, int], day: date | None
) -> None:
    assert gregorian(calendar, *written) == day


@pytest.mark.parametrize(("weekday", "day"), [(0, 7), (1, 8), (2, 9)])
def test_the_day_of_the_week_tells_the_day_of_an_islamic_date(weekday: int, day: int) -> None:
    assert gregorian("islamic", 1448, 3, 26, weekday) == date(2026, 9, day)


@pytest.mark.parametrize(
    ("text", "writing", "day"),
    [
        ("Tuesday, 08/09/2026", UNCLEAR, date(2026, 9, 8)),
        ("Sun 08/09/2026", UNCLEAR, date(2026, 8, 9)),
        ("Tuesday, 08/09/2026", AMERICAN, date(2026, 9, 8)),
        ("Friday, 08/09/2026", BRITISH, date(2026, 9, 8)),
        ("Friday, 08/09/2026", UNCLEAR, None),
        ("08/09/2026", UNCLEAR, None),
    ],
)
def test_the_day_of_the_week_tells_which_number_is_the_month(
    text: str, writing: Writing, day: date | None
) -> None:
    days = written_days(text, writing)
    assert [each.day for each in days] == ([] if day is None else [day])


@pytest.mark.parametrize(
    ("language", "month"), [("pl", 11), ("cs", None), ("hr", 10), ("sr", None), (None, None)]
)
def test_a_name_of_two_months_is_the_one_of_the_pages_language(
    language: str | None, month: int | None
) -> None:
    days = written_days("8. listopada 2026.", Writing(language=language))
    assert [each.day.month for each in days] == ([] if month is None else [month])


@pytest.mark.parametrize(
    "text",
    [
        "Vote 2026, May 8",
        "Chapter 8, September 2026",
        "Season 2025/26 8 May",
        "8-9 September 2026",
        "release 8.9.2026.1",
        "2026 Mai 10:15",
        "8 May to September 2026",
        "Office 16 Mac 2024",
    ],
)
def test_numbers_around_the_name_of_a_month_are_not_always_its_day_and_year(text: str) -> None:
    assert written_days(text, BRITISH) == []


def test_the_marks_of_writing_direction_do_not_hide_a_date() -> None:
    (found,) = written_days("\u200f8 سبتمبر\u200f 2026\u200e م")
    assert found.day == date(2026, 9, 8)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("२०२६", 2026),
        ("二〇二六", 2026),
        ("九", 9),
        ("十", 10),
        ("二十八", 28),
        ("一百一十五", 115),
    ],
)
def test_numbers_are_read_in_digits_and_numerals(text: str, value: int) -> None:
    assert number(text) == value


def test_a_machine_date_may_have_a_persian_year() -> None:
    found = metadata(json_ld(datePublished="1403-02-14T10:15:00+03:30"), language="fa")
    assert found.published_at == datetime(2024, 5, 3, 6, 45, tzinfo=UTC)
    assert found.published_offset_minutes == 210
