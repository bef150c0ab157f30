"""The pages of a wave go through each stage together, in order, and no wave passes another."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from newsbot.crawling.waves.stages import MOST_WAVES, Waves, in_thread
from newsbot.errors import DatabaseError, NotSettled
from newsbot.items import FetchedPage, WavePlace

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


def page(wave: int, index: int, size: int = 3) -> FetchedPage:
    url = f"https://gazette.example/{wave}/{index}"
    return FetchedPage(
        url=url,
        requested_url=url,
        site="gazette",
        body=b"",
        content_type=None,
        fetched_at=NOON + timedelta(seconds=10 * wave + index),
        place=WavePlace(wave=wave, index=index, size=size),
    )


class Pipelines:
    """Two stages, and what they were given: pairs of a stage and the numbers of its pages."""

    def __init__(self, *, is_running: bool = True, failing_in: int | None = None) -> None:
        self.seen: list[tuple[str, list[str]]] = []
        self.waves = Waves(3, lambda: is_running)
        self._failing_in = failing_in
        self.waves.stage(self._first)
        self.last = self.waves.stage(in_thread("last", self._last))

    async def _first(self, pages: Sequence[FetchedPage]) -> Sequence[FetchedPage]:
        self.seen.append(("first", [each.url[-3:] for each in pages]))
        return pages

    def _last(self, pages: Sequence[FetchedPage]) -> Sequence[str]:
        self.seen.append(("last", [each.url[-3:] for each in pages]))
        if self._failing_in is not None:
            raise DatabaseError("the disk is full")
        return [each.url for each in pages]

    async def item(self, page: FetchedPage, *, is_dropped_between: bool = False) -> str | None:
        """As Scrapy does it: an item that fails has left, and a signal says so."""
        try:
            found = await self.waves.pass_first(page, page)
            if not is_dropped_between:
                return await self.last.submit(found)
        except (DatabaseError, NotSettled):
            self.waves.lose(page)
            raise
        self.waves.lose(page)
        return None


def run(pipelines: Pipelines, *pages: FetchedPage, dropped: Sequence[FetchedPage] = ()):
    async def main():
        items = [
            pipelines.item(each, is_dropped_between=any(each is one for one in dropped))
            for each in pages
        ]
        return await asyncio.gather(*items, return_exceptions=True)

    return asyncio.run(asyncio.wait_for(main(), 60))


def test_waves_are_settled_one_after_the_other_whatever_comes_first() -> None:
    pipelines = Pipelines()
    pages = [page(wave, index) for wave in (1, 0) for index in (2, 0, 1)]
    assert run(pipelines, *pages) == [each.url for each in pages]
    assert pipelines.seen == [
        ("first", ["0/0", "0/1", "0/2"]),
        ("last", ["0/0", "0/1", "0/2"]),
        ("first", ["1/0", "1/1", "1/2"]),
        ("last", ["1/0", "1/1", "1/2"]),
    ]


def test_a_wave_does_not_wait_for_a_page_that_a_pipeline_drops() -> None:
    pipelines = Pipelines()
    pages = [page(wave, index) for wave in (0, 1) for index in range(3)]
    assert run(pipelines, *pages, dropped=pages[1:4])[1:4] == [None] * 3
    assert [seen for stage, seen in pipelines.seen if stage == "last"] == [
        ["0/0"],
        ["1/1", "1/2"],
    ]


def test_a_wave_of_which_all_pages_are_dropped_lets_the_next_one_pass() -> None:
    pipelines = Pipelines()
    pages = [page(wave, index) for wave in (0, 1) for index in range(3)]
    assert run(pipelines, *pages, dropped=pages[:3])[3:] == [each.url for each in pages[3:]]


def test_a_page_that_never_comes_to_the_first_stage_can_be_lost_too() -> None:
    pipelines = Pipelines()
    pipelines.waves.lose(page(0, 1))
    assert None not in run(pipelines, page(0, 0), page(0, 2))


def test_a_crawl_that_is_stopped_settles_no_further_wave() -> None:
    pipelines = Pipelines(is_running=False)
    results = run(pipelines, *(page(wave, index) for wave in (0, 1) for index in range(3)))
    assert {type(each) for each in results} == {NotSettled}
    assert pipelines.seen == []


def test_a_database_that_failed_for_good_is_not_asked_for_later_waves() -> None:
    pipelines = Pipelines(failing_in=0)
    results = run(pipelines, *(page(wave, index) for wave in (0, 1) for index in range(3)))
    assert {str(each) for each in results} == {"the disk is full"}
    assert [stage for stage, _ in pipelines.seen] == ["first", "last"]


def test_only_some_waves_are_let_in_at_a_time() -> None:
    pipelines = Pipelines()

    async def main() -> None:
        for wave in range(MOST_WAVES):
            await asyncio.wait_for(pipelines.waves.room(page(wave, 0)), 60)
        waiting = asyncio.create_task(pipelines.waves.room(page(MOST_WAVES, 0)))
        await asyncio.sleep(0)
        assert not waiting.done()
        await asyncio.gather(*(pipelines.item(page(0, index)) for index in range(3)))
        await asyncio.wait_for(waiting, 60)

    asyncio.run(main())


def test_a_page_of_no_wave_is_not_taken_for_one_of_the_wave_that_is_settled() -> None:
    pipelines = Pipelines()
    assert not pipelines.last.has(page(0, 0))
    with pytest.raises(ValueError, match="in no wave"):
        asyncio.run(pipelines.waves.pass_first(page(-1, 0), None))
