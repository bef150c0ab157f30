"""Items that wait at the same time are processed as one batch, in order."""

import asyncio
import threading
from collections.abc import Sequence

from newsbot.crawling.batches import Batches
from newsbot.errors import DatabaseError


def test_items_that_wait_while_a_batch_is_under_way_go_together() -> None:
    started, release = threading.Event(), threading.Event()
    seen: list[list[int]] = []

    def double(items: Sequence[int]) -> list[int]:
        seen.append(list(items))
        started.set()
        if len(seen) == 1:
            assert release.wait(10)
        return [2 * item for item in items]

    async def main() -> list[int]:
        batches = Batches(double)
        first = asyncio.create_task(batches.submit(1))
        assert await asyncio.to_thread(started.wait, 10)
        rest = [asyncio.create_task(batches.submit(n)) for n in (2, 3, 4)]
        await asyncio.sleep(0)
        release.set()
        return await asyncio.gather(first, *rest)

    assert asyncio.run(main()) == [2, 4, 6, 8]
    assert seen == [[1], [2, 3, 4]]


def test_no_batch_is_larger_than_its_size() -> None:
    sizes: list[int] = []

    def process(items: Sequence[int]) -> Sequence[int]:
        sizes.append(len(items))
        return items

    async def main() -> list[int]:
        batches = Batches(process, size=4)
        return await asyncio.gather(*(batches.submit(n) for n in range(10)))

    assert asyncio.run(main()) == list(range(10))
    assert sizes == [4, 4, 2]


def test_each_kind_of_batch_has_a_thread_of_its_own() -> None:
    def in_thread(items: Sequence[int]) -> Sequence[int]:
        return [threading.get_ident()] * len(items)

    async def main() -> list[set[int]]:
        kinds = [Batches(in_thread, size=2), Batches(in_thread, size=2)]
        return [
            set(await asyncio.gather(*(batches.submit(n) for n in range(10)))) for batches in kinds
        ]

    (one,), (other,) = asyncio.run(main())
    assert len({one, other, threading.get_ident()}) == 3


def test_a_bad_item_fails_alone_and_the_next_batch_goes_on() -> None:
    def refuse_odd(items: Sequence[int]) -> Sequence[int]:
        if any(item % 2 for item in items):
            raise ValueError("odd")
        return items

    async def main() -> None:
        batches = Batches(refuse_odd)
        results = await asyncio.gather(
            *(batches.submit(n) for n in (1, 2, 4)), return_exceptions=True
        )
        assert isinstance(results[0], ValueError)
        assert results[1:] == [2, 4]
        assert await batches.submit(6) == 6

    asyncio.run(main())


def test_an_item_submitted_after_an_idle_time_is_processed() -> None:
    async def main() -> int:
        batches: Batches[int, int] = Batches(list)
        await batches.submit(1)
        return await batches.submit(2)

    assert asyncio.run(main()) == 2


def test_once_the_database_is_lost_waiting_items_fail_with_the_batch() -> None:
    batches_seen = []

    def lose(items: Sequence[int]) -> Sequence[int]:
        batches_seen.append(list(items))
        raise DatabaseError("gone")

    async def main() -> None:
        batches = Batches(lose, size=1)
        submitted = [batches.submit(1), batches.submit(2), batches.submit(3)]
        results = await asyncio.gather(*submitted, return_exceptions=True)
        assert [type(result) for result in results] == [DatabaseError] * 3

    asyncio.run(main())
    assert batches_seen == [[1]]


def test_a_batch_that_goes_item_by_item_tries_a_lost_database_once() -> None:
    seen: list[list[int]] = []

    def refuse_then_lose(items: Sequence[int]) -> Sequence[int]:
        seen.append(list(items))
        if len(items) > 1:
            raise ValueError("one of them is bad")
        raise DatabaseError("gone")

    async def main() -> list[object]:
        batches = Batches(refuse_then_lose)
        return await asyncio.gather(
            *(batches.submit(n) for n in range(100)), return_exceptions=True
        )

    assert [type(result) for result in asyncio.run(main())] == [DatabaseError] * 100
    assert seen == [list(range(100)), [0]]
