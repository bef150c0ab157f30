"""The publisher's own clock: how far ahead of UTC it is, by a moment that the page shows twice.

Most systems state their times in UTC and show readers a local one; the difference is the offset,
and decides on which day an evening's article was published.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from lxml.html import HtmlElement

# No clock on Earth lies further from UTC to either side, but for a few islands'; with these every
# hour of the day stands for one offset only.
WEST, EAST = -10 * 60, 13 * 60
QUARTER = 15
DAY = 24 * 60
NOON = 12
# How many elements are looked at; the article's own stand first.
LOOKS = 12
# Longer texts are no time stamps.
STAMP_LENGTH = 120

_STAMPS = (
    "(//*[contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publish')"
    " or contains(@class, 'Date')])[position() <= $looks]"
)
_CLOCK = re.compile(
    r"\b([01]?\d|2[0-3])[:.]([0-5]\d)(?::\d\d)?\s*(?:([ap])\.?\s?m\b)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")


def page_offset(tree: HtmlElement, at: datetime) -> int | None:
    """Minutes that the page's clock is ahead of UTC, if it shows `at` on it; else None."""
    for element in _stamps(tree):
        for offset in (_from_attribute(element, at), *_from_text(element, at)):
            if offset is not None:
                return offset
    return None


def _stamps(tree: HtmlElement) -> Iterator[HtmlElement]:
    yield from islice(tree.iter("time"), LOOKS)
    yield from tree.xpath(_STAMPS, looks=LOOKS)


def _from_attribute(element: HtmlElement, at: datetime) -> int | None:
    """The offset by its datetime: with one of its own, or the wall clock's reading of `at`."""
    try:
        stated = datetime.fromisoformat((element.get("datetime") or "").strip())
    except ValueError:
        return None
    offset = stated.utcoffset()
    if offset is None:
        return _quarters(stated.replace(tzinfo=UTC) - at.replace(microsecond=0))
    is_same = abs(stated - at) < timedelta(minutes=1)
    return int(offset / timedelta(minutes=1)) or None if is_same else None


def _quarters(ahead: timedelta) -> int | None:
    """`ahead` in minutes, if clocks can differ so."""
    minutes, rest = divmod(ahead, timedelta(minutes=1))
    possible = not rest and minutes % QUARTER == 0 and WEST <= minutes <= EAST
    return minutes if possible else None


def _from_text(element: HtmlElement, at: datetime) -> Iterator[int]:
    """The offsets at which the time, day and year that it shows are those of `at`."""
    text = element.text_content()
    if len(text) > STAMP_LENGTH:
        return
    for clock in _CLOCK.finditer(text):
        ahead = _minutes(clock) - (at.hour * 60 + at.minute)
        offset = (ahead - WEST) % DAY + WEST
        local = at + timedelta(minutes=offset)
        numbers = {int(number) for number in _NUMBER.findall(text[: clock.start()])}
        numbers |= {int(number) for number in _NUMBER.findall(text[clock.end() :])}
        if offset % QUARTER == 0 and offset <= EAST and {local.day, local.year} <= numbers:
            yield offset


def _minutes(clock: re.Match[str]) -> int:
    """Minutes since midnight of a clock of 12 or 24 hours."""
    hour, half = int(clock[1]), (clock[3] or "").lower()
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    return hour * 60 + int(clock[2])
