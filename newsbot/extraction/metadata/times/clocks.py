"""Finds a publisher's offset from UTC, if a page states a moment both in UTC and in local time.

Most systems state times in UTC for machines, and show readers the local time. The difference is the
offset from UTC.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from lxml.html import HtmlElement

# The minimum and the maximum offset from UTC, in minutes, of all clocks on Earth except those of a
# few islands. The two are less than a day apart. So only one offset between them fits a moment in
# UTC and a local time of day.
WEST, EAST = -10 * 60, 13 * 60
QUARTER = 15
DAY = 24 * 60
NOON = 12
# To find the publisher's local time, at most this many <time> elements of the page are read, and at
# most this many other elements that may show a date.
LOOKS = 12
# To find the local time, the texts of some elements are searched for a time. An element whose text
# has more characters than this is left out.
STAMP_LENGTH = 120

_STAMP_CLASS = re.compile(r"[dD]ate|time|publish")
_CLOCK = re.compile(
    r"\b([01]?\d|2[0-3])[:.]([0-5]\d)(?::\d\d)?\s*(?:([ap])\.?\s?m\b)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")


def page_offset(tree: HtmlElement, at: datetime) -> int | None:
    """How many minutes the publisher's local time is ahead of UTC; None if it is not found.

    `at` is the moment of publication, which the page states in UTC. The page may also show this
    moment in local time, e.g. as "10:30" for 8:30 UTC, which means that the offset is 120 minutes.
    The first date on the page that can be such a local time decides.
    """
    stamps = (each for each in tree.iter("*") if _STAMP_CLASS.search(each.get("class", "")))
    for element in chain(islice(tree.iter("time"), LOOKS), islice(stamps, LOOKS)):
        for offset in (_from_attribute(element, at), *_from_text(element, at)):
            if offset is not None:
                return offset
    return None


def _from_attribute(element: HtmlElement, at: datetime) -> int | None:
    """The offset from UTC, in minutes, of the local time in an element's `datetime` attribute.

    `at` is the moment of publication, which the page states elsewhere in UTC. The result is None if
    the attribute states another moment, or states it in UTC.
    """
    try:
        stated = datetime.fromisoformat((element.get("datetime") or "").strip())
    except ValueError:
        return None
    offset = stated.utcoffset()
    if offset is None:
        ahead = stated.replace(tzinfo=UTC) - at.replace(microsecond=0)
        minutes, rest = divmod(ahead, timedelta(minutes=1))
        is_possible = not rest and minutes % QUARTER == 0 and WEST <= minutes <= EAST
        return minutes if is_possible else None
    is_same = abs(stated - at) < timedelta(minutes=1)
    return int(offset / timedelta(minutes=1)) or None if is_same else None


def _from_text(element: HtmlElement, at: datetime) -> Iterator[int]:
    """The offsets from UTC, in minutes, at which an element's text states the moment `at`.

    For example, the text "9 Sep 2026, 14:05" states the moment 12:05 UTC at the offset 120. The
    text must have a time of day, and the day and year of the moment in local time.
    """
    text = element.text_content()
    if len(text) > STAMP_LENGTH:
        return
    for clock in _CLOCK.finditer(text):
        hour, half = int(clock[1]), (clock[3] or "").lower()
        if half:
            hour = hour % NOON + (NOON if half == "p" else 0)
        ahead = hour * 60 + int(clock[2]) - (at.hour * 60 + at.minute)
        offset = (ahead - WEST) % DAY + WEST
        local = at + timedelta(minutes=offset)
        numbers = {int(number) for number in _NUMBER.findall(text[: clock.start()])}
        numbers |= {int(number) for number in _NUMBER.findall(text[clock.end() :])}
        if offset % QUARTER == 0 and offset <= EAST and {local.day, local.year} <= numbers:
            yield offset
