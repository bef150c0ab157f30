"""Finds the date in the name of a sitemap, e.g. in "sitemap-2026-05.xml"."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsbot.discovery.dates.months import NAMES, plain

_MONTHS = dict(NAMES)
# Matches what may stand between the year, the month and the day in the URL of a sitemap: nothing,
# as in "20260511.xml.gz", a sign, as in "sitemap-2026-05.xml", or the name of a query parameter, as
# in "?yyyy=2026&mm=05&dd=11". In "?date=2026-5&page=2" the 2 is the number of a page, not a day: so
# the parameter must have a name for months or days.
_PARAMETER = (
    r"[-_/.&](?:\w{0,12}_)?"
    r"(?:m{1,2}|mon|month|monthnum|mese?|mois|monat|maand|d{1,2}|day|dia|jour|tag|giorno|dag)="
)
_BETWEEN = rf"(?:[-_/.]?|{_PARAMETER})"
_APART = rf"(?:[-_/.]|{_PARAMETER})"
_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
# Matches the name of a month. No letter may follow: "market-2026" has no "mar" (March) in it.
_NAME = rf"(?P<name>{'|'.join(map(re.escape, _MONTHS))})(?![^\W\d_])"
# Patterns for dates in the names of sitemaps. They are tried in this order until one matches.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Matches e.g. 2026-05-04, 20260504, yyyy=2026&mm=05&dd=04, 2026/5/4.
        rf"{_YEAR}{_BETWEEN}(?P<month>0[1-9]|1[0-2]){_BETWEEN}(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"{_YEAR}{_APART}(?P<month>0?[1-9]|1[0-2]){_APART}(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
        # Matches e.g. 04-05-2026.
        r"(?<!\d)(?P<day>0[1-9]|[12]\d|3[01])[-_.](?P<month>0[1-9]|1[0-2])[-_.](?P<year>20\d\d)(?!\d)",
        # Matches e.g. 2026-w19, 2026/week-19, year=2026&week=19.
        rf"{_YEAR}[-_/.&]?(?:w|kw|week)[-_/.=]?(?P<week>[0-4]\d|5[0-3]|\d)(?!\d)",
        # Matches e.g. 2026-may-04, 2026-may, 2026-maio.
        rf"{_YEAR}{_BETWEEN}{_NAME}(?:[-_/.](?P<day>0?[1-9]|[12]\d|3[01])(?!\d))?",
        # Matches e.g. may-2026, maggio-2026, 05-2026.
        rf"(?<![^\W\d_]){_NAME}[-_/.]?(?P<year>20\d\d)(?!\d)",
        r"(?<!\d)(?P<month>0[1-9]|1[0-2])[-_.](?P<year>20\d\d)(?!\d)",
        # Matches e.g. 2026-05, 202605, year=2026&month=5.
        rf"{_YEAR}{_BETWEEN}(?P<month>0[1-9]|1[0-2])(?!\d)",
        rf"{_YEAR}{_PARAMETER}(?P<month>[1-9])(?!\d)",
        # Matches e.g. /2026/5/.
        rf"/{_YEAR}/(?P<month>[1-9])(?=[/?])",
        # Matches e.g. ?date=2026-5, but not sitemap-2026-5.xml, where the 5 may be no month.
        rf"={_YEAR}-(?P<month>[1-9])(?=&|$)",
        # Matches e.g. 2026.
        rf"{_YEAR}(?!\d)",
    )
)
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedName:
    """The date in the name of a sitemap."""

    moment: datetime
    """The beginning of the day, week, month or year that the name of the sitemap states."""
    end: datetime
    """The end of the day, week, month or year that the name of the sitemap states: the first moment
    after it, e.g. the beginning of the next day."""
    numbers: tuple[int, ...]
    """The numbers in the name: first those of the date (year, month, day or week), then those after
    the date. For "2026-05-04-2.xml" they are (2026, 5, 4, 2)."""


def dated_name(text: str) -> DatedName | None:
    """The date in `text`, the path and query of a sitemap's URL; None if there is no date.

    If there are several dates, a date with a day counts before one with only a month or year. Of
    dates in the same form, the last one counts.
    """
    text = plain(text)
    for form in _FORMS:
        for found in reversed(list(form.finditer(text))):
            dated = _dated(found, text)
            if dated is not None:
                return dated
        if form.groups > 1 and form.search(text):
            return None  # a date that does not exist, e.g. 31 April
    return None


def _dated(found: re.Match[str], text: str) -> DatedName | None:
    parts = found.groupdict()
    year, month, day = int(parts["year"]), parts.get("month"), int(parts.get("day") or 0)
    name, week = parts.get("name"), int(parts.get("week") or 0)
    number = _MONTHS[name] if name else int(month or 0)
    try:
        if week:
            moment = datetime.fromisocalendar(year, week, 1).replace(tzinfo=UTC)
        else:
            moment = datetime(year, number or 1, day or 1, tzinfo=UTC)
        if week or day:
            end = moment + timedelta(days=7 if week else 1)
        else:
            months = 12 * year + (number or 12)
            end = datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    rest = map(int, _NUMBER.findall(text, found.end()))
    return DatedName(
        moment=moment,
        end=end,
        numbers=(year, *(each for each in (number, week, day) if each), *rest),
    )
