"""Cuts the pages of an archive into waves, by their order in the archive and by days."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date

from newsbot.items import FetchedPage, WavePlace

WAVE = 50
"""The number of pages in a wave.

The larger a wave is, the less each page costs, but the more pages of a site are read before the
site's boilerplate is known. docs/decisions/0033 says what 50 costs.
"""


class Cutter:
    """Cuts pages, which come in the order of an archive, into waves.

    The pages of a day (in UTC) are counted. Each `size` of them are a wave. The last wave of a day
    is shorter. If the days of an archive are not in order, a new wave begins whenever the day
    changes.
    """

    def __init__(self, size: int = WAVE) -> None:
        self._size = size
        self._number = 0
        self._wave: list[FetchedPage] = []
        self._day = date.min
        self._of_day: Counter[date] = Counter()

    def add(self, page: FetchedPage) -> Sequence[FetchedPage]:
        """Adds a page, and returns the pages of the waves that are complete now, if any.

        Each of these pages has its `place` in its wave.
        """
        day = page.fetched_at.astimezone(UTC).date()
        complete = [] if day == self._day else self.rest()
        self._day = day
        self._of_day[day] += 1
        self._wave.append(page)
        if self._of_day[day] % self._size == 0:
            complete += self.rest()
        return complete

    def rest(self) -> list[FetchedPage]:
        """Ends the wave that has begun, and returns its pages; an empty list if none has begun."""
        pages, self._wave = self._wave, []
        if not pages:
            return []
        number, self._number = self._number, self._number + 1
        return [
            replace(page, place=WavePlace(wave=number, index=index, size=len(pages)))
            for index, page in enumerate(pages)
        ]
