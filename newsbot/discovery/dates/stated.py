"""Parses the dates that feeds, sitemaps and HTTP headers state.

Not only the forms of ISO 8601 and RFC 5322 are read, but also many that no standard defines. A text
that may stand for several days is not read: "05/08/2026" may be in May or in August.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from newsbot.discovery.dates.months import month_of

# The maximum number of characters of a text that is parsed as a date. No date has more. Parsing a
# very long text would take long.
MAX_LENGTH = 100
# Dates before this year are not read. They are default values of publishing systems, as in
# "Thu, 01 Jan 1970", or dates of another calendar, as in "1403/02/12".
FIRST_YEAR = 1990
DECEMBER = NOON = 12
AFTERNOON = frozenset({"p", "오후", "下午", "午後"})
LAST_SECOND = 59
LONGEST_OFFSET = timedelta(hours=14)
# A year of two digits is in the 20th century if it is at least this number, else in the 21st: "69"
# is 1969, and "68" is 2068. RFC 5322 (4.3) has 50 in place of 69.
PIVOT = 69

# Abbreviation of a time zone → by how many hours the zone is ahead of UTC. Abbreviations that stand
# for several zones are left out, e.g. "IST".
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "sast": 2, "pkt": 5, "wib": 7, "hkt": 8,
    "sgt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3,
    "art": -3, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7,
    "pst": -8,
}  # fmt: skip
# Matches the number of seconds or milliseconds since 1970, for moments from 2001 on.
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?", re.ASCII)
# Matches a time of day with its zone: "12:15 AM", "10h30", "8:53:11.5 +0200", "10:40 GMT+2 (CEST)".
_TIME = re.compile(
    r"(?:(?<=\d)T|\b(?:um|at|à|às|kl\.|klo)\s|(?<![\d:.]))\s*"
    r"(?P<before>오전|오후|上午|下午|午前|午後)?\s*"
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*(?:uhr|h)\b)?"
    r"(?:\s*(?P<zone>z|ut|utc|gmt|(?-i:[A-Z]{2,5}|[A-Z][a-z]+/[A-Z][A-Za-z/_]+))(?![a-z]))?"
    r"(?:\s*(?P<sign>[+-])\s?(?P<ahead>\d{1,2})(?::?(?P<more>\d\d))?(?!\d))?"
    r"(?:\s*[(\[][^()\[\]]*[)\]])?(?=[\s,]|\Z)",
    re.IGNORECASE,
)
_NAME = r"(?P<name>[^\W\d_]+)\.?"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_ANY_YEAR = r"(?P<year>\d{4}|\d\d)"
# The forms of a date without a time of day. The day of the week may stand before the date.
_FORMS = tuple(
    re.compile(rf"(?:[^\d\s,]+[\s,]+)?(?:{form})", re.IGNORECASE)
    for form in (
        # Matches e.g. 2026-5-8, 2026/05/08, 2026-05, 2026年5月8日, 2026년 5월 8일.
        rf"{_YEAR}\s*(?P<sep>[-/.])\s*(?P<month>\d{{1,2}})(?:\s*(?P=sep)\s*{_DAY})?",
        rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*{_DAY}\s*[日일]?",
        # Matches e.g. 8 May 2026, 8. Mai 2026, 8-May-26, 8 de mayo de 2026.
        rf"{_DAY}(?:st|nd|rd|th|er|\.|º)?[\s/-]*(?:de\s+)?{_NAME},?[\s/-]*(?:de\s+)?{_ANY_YEAR}",
        # Matches e.g. May 8th, 2026.
        rf"{_NAME}\s*{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        # Matches e.g. 2026-May-8.
        rf"{_YEAR}[\s-]*{_NAME}[\s-]*{_DAY}",
    )
)
# Matches dates in digits with the year at the end, as "31/05/2012". In "04/05/2012", either of the
# first two numbers may be the month. The day of the week may decide: "Fri, 04/05/2012" is 4 May,
# because 5 April 2012 was a Thursday.
_YEAR_LAST = re.compile(
    rf"(?:(?P<weekday>[^\d\s,]+)[\s,]+)?(?P<one>\d{{1,2}})([-/.])(?P<two>\d{{1,2}})\3{_YEAR}"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def stated_date(text: str | None) -> datetime | None:
    """The moment that a text such as "Mon, 04 May 2026 10:30 CEST" stands for, in UTC.

    A time without a known zone counts as UTC. A month without a day stands for the first day of the
    month. The result is None in these cases:

    - The text is no date, or the day does not exist, e.g. "2026-02-31".
    - It is not clear which day the text stands for, e.g. "2026" or "05/08/2026".
    """
    if text is None or len(text) > MAX_LENGTH:
        return None
    text = " ".join(text.replace("\N{MINUS SIGN}", "-").split())
    try:
        moment = _from_epoch(text) or _from_iso(text) or _from_words(text)
    except (ValueError, OverflowError):  # the day, time or zone does not exist, e.g. 30 February
        return None
    return moment if moment is not None and moment.year >= FIRST_YEAR else None


def _from_epoch(text: str) -> datetime | None:
    found = _EPOCH.fullmatch(text)
    return None if found is None else datetime.fromtimestamp(int(found[1]), UTC)


def _from_iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_words(text: str) -> datetime | None:
    time = _TIME.search(text)
    rest = text if time is None else f"{text[: time.start()]} {text[time.end() :]}"
    day = _day(rest.strip(" ,-"))
    return day if day is None or time is None else _at(day, time)


def _day(text: str) -> datetime | None:
    for form in _FORMS:
        found = form.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        month = month_of(parts["name"]) if "name" in parts else int(parts["month"])
        if month is not None:
            return datetime(_year(parts["year"]), month, int(parts["day"] or 1), tzinfo=UTC)
    found = _YEAR_LAST.fullmatch(text)
    return None if found is None else _only_day(found)


def _only_day(found: re.Match[str]) -> datetime | None:
    """The day that a date with the year at the end stands for, e.g. "31/05/2012".

    `found` is a match of _YEAR_LAST. The result is None if it is not clear which of the first two
    numbers is the month.
    """
    year, one, two = int(found["year"]), int(found["one"]), int(found["two"])
    days = {
        datetime(year, month, day, tzinfo=UTC)
        for month, day in ((one, two), (two, one))
        if month <= DECEMBER
    }
    weekday = (found["weekday"] or "").lower()[:3]
    if weekday in _WEEKDAYS:
        days = {day for day in days if day.weekday() == _WEEKDAYS.index(weekday)}
    return days.pop() if len(days) == 1 else None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == len("2026"):
        return year
    return year + (1900 if year >= PIVOT else 2000)


def _at(day: datetime, time: re.Match[str]) -> datetime:
    """The moment, in UTC, that a day and a time of day stand for.

    `time` is a match of _TIME, which has the time of day and the time zone.
    """
    hour, half = int(time["hour"]), (time["half"] or time["before"] or "").lower()
    if half and hour <= NOON:
        hour = hour % NOON + (NOON if half in AFTERNOON else 0)
    # "60" is a leap second (23:59:60). As `datetime` has none, 60 and all above count as 59.
    second = min(int(time["second"] or 0), LAST_SECOND + 1)
    local = day.replace(hour=hour, minute=int(time["minute"]), second=min(second, LAST_SECOND))
    return local.replace(tzinfo=timezone(_ahead(time))).astimezone(UTC)


def _ahead(time: re.Match[str]) -> timedelta:
    """The offset from UTC of a time that a source states; zero if the zone is not known.

    `time` is a match of _TIME, which has the zone or the offset.
    """
    if time["sign"] is None:
        return timedelta(hours=_ZONES.get((time["zone"] or "").lower(), 0))
    ahead = timedelta(hours=int(time["ahead"]), minutes=int(time["more"] or 0))
    if ahead > LONGEST_OFFSET:
        raise ValueError(f"no zone is {ahead} ahead of UTC")
    return -ahead if time["sign"] == "-" else ahead
