"""How a page writes its dates, and the days that are found in its texts."""

from dataclasses import dataclass
from datetime import date

YEAR_FIRST = frozenset(("ko", "ja", "zh", "hu", "lt", "mn"))
"""Languages that write the year first, so that "26.09.09" may be 9 September 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a page writes its dates: in which language, and whether the month comes first."""

    language: str | None = None
    """The language of the page, ISO 639-1."""
    is_month_first: bool | None = None
    """Whether "03/04/2026" is 4 March. False: it is 3 April. None: the page gives no hint."""


UNKNOWN_WRITING = Writing()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDay:
    """A day that a text states, and the place of the day in the text."""

    day: date
    start: int
    end: int
