"""Collects items of many callers into batches, and passes the batches to a blocking function."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from newsbot.errors import DatabaseError

T = TypeVar("T")
R = TypeVar("R")


class Batches(Generic[T, R]):
    """A queue of items, which are passed in batches to the function `process`.

    The function runs in a separate thread, for one batch at a time. Items that arrive while it runs
    form the next batch. For example, `process` can store all items of a batch in one transaction of
    the database.

    Args:
        process: takes a batch and returns one result for each item, in the same order; may block.
        size: the largest number of items in a batch.
        gather_s: the time in seconds for which a batch that is not full waits for further items.
        thread_name: the name of the thread, e.g. to see how much CPU time it takes.
    """

    def __init__(
        self,
        process: Callable[[Sequence[T]], Sequence[R]],
        size: int = 100,
        gather_s: float = 0,
        thread_name: str = "batches",
    ) -> None:
        self._process = process
        # All batches are processed in the same thread. If several threads took turns, each would
        # keep the memory that its largest batch needed.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=thread_name)
        self._size = size
        self._gather_s = gather_s
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._worker: asyncio.Task[None] | None = None
        self._gone: DatabaseError | None = None

    async def submit(self, item: T) -> R:
        """Passes `item` to `process` as part of a batch, and returns its result.

        If `process` raises an exception, `process` is called again for each item of the batch
        alone. The exception is then raised only for the item that causes it. A DatabaseError is
        different: it is raised for all items of the batch, and for all later items.
        """
        if self._gone is not None:
            raise self._gone
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._worker is None:
            self._worker = asyncio.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        try:
            while self._waiting:
                if self._gather_s and len(self._waiting) < self._size:
                    await asyncio.sleep(self._gather_s)
                batch, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
                await self._run([item for item, _ in batch], [future for _, future in batch])
        finally:
            self._worker = None

    async def _run(self, items: list[T], futures: list[asyncio.Future[R]]) -> None:
        if self._gone is not None:
            _fail(futures, self._gone)
            return
        try:
            loop = asyncio.get_running_loop()
            results = await loop.run_in_executor(self._thread, self._process, items)
        except DatabaseError as error:
            # A DatabaseError means that the database cannot be used any more. Either the query was
            # tried again for a minute, or another try is pointless. So all later batches get the
            # same error at once.
            self._gone = error
            _fail(futures, error)
        except Exception as error:  # noqa: BLE001 - the caller gets it raised
            if len(items) == 1:
                _fail(futures, error)
                return
            for item, future in zip(items, futures, strict=True):
                await self._run([item], [future])
        else:
            for future, result in zip(futures, results, strict=True):
                if not future.done():
                    future.set_result(result)


def _fail(futures: Iterable[asyncio.Future[R]], error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)
