"""Pages of an archive are cut into waves by their order and by days."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from itertools import groupby

from newsbot.crawling.waves.cutting import Cutter
from newsbot.items import FetchedPage, WavePlace

MIDNIGHT = datetime(2026, 5, 11, tzinfo=UTC)


def page(at: datetime) -> FetchedPage:
    url = f"https://gazette.example/{at:%d-%H-%M-%S}"
    return FetchedPage(
        url=url, requested_url=url, site="gazette", body=b"", content_type=None, fetched_at=at
    )


def cut(moments: Iterable[datetime], size: int = 3) -> list[list[str]]:
    """The waves, as lists of the days and hours of their pages."""
    cutter = Cutter(size)
    pages = [each for at in moments for each in cutter.add(page(at))] + cutter.rest()
    places = [each.place for each in pages if each.place is not None]
    waves = [list(group) for _, group in groupby(pages, key=lambda each: each.place.wave)]
    assert places == [
        WavePlace(wave=wave, index=index, size=len(group))
        for wave, group in enumerate(waves)
        for index in range(len(group))
    ]
    return [[f"{each.fetched_at:%d %H}" for each in group] for group in waves]


def hours(*numbers: int) -> list[datetime]:
    return [MIDNIGHT + timedelta(hours=number) for number in numbers]


def test_a_wave_has_pages_of_one_day() -> None:
    waves = cut(hours(20, 21, 22, 23, 24, 25, 26, 27))
    assert waves == [["11 20", "11 21", "11 22"], ["11 23"], ["12 00", "12 01", "12 02"], ["12 03"]]


def test_a_day_that_goes_on_later_is_counted_on() -> None:
    waves = cut(hours(1, 2, 25, 3, 4, 5))
    assert waves == [["11 01", "11 02"], ["12 01"], ["11 03"], ["11 04", "11 05"]]


def test_the_order_within_a_day_is_that_of_the_archive() -> None:
    assert cut(hours(5, 1, 3, 2)) == [["11 05", "11 01", "11 03"], ["11 02"]]


def test_a_day_is_a_day_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    waves = cut([at.astimezone(tokyo) for at in hours(14, 16, 25)])
    assert [len(wave) for wave in waves] == [2, 1]
