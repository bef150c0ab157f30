"""The extension that sets newsbot's clock by the database's clock while a crawl runs."""

import asyncio
from threading import Event

from newsbot.errors import DatabaseError
from newsbot.extensions.clock import ClockKeeper


class Server:
    """A database that is asked for its time. It fails the first `failures` times."""

    def __init__(self, *, enough: int, failures: int = 0) -> None:
        self.asked = 0
        self.was_asked_enough = Event()
        self._enough = enough
        self._failures = failures

    def ask(self) -> None:
        self.asked += 1
        if self.asked >= self._enough:
            self.was_asked_enough.set()
        if self.asked <= self._failures:
            raise DatabaseError("the server is gone")


async def _crawl(server: Server) -> None:
    keeper = ClockKeeper(server.ask, interval_s=0.001)
    keeper.spider_opened()
    await asyncio.to_thread(server.was_asked_enough.wait)
    keeper.spider_closed()


def test_the_database_is_asked_again_and_again_while_a_spider_is_open() -> None:
    server = Server(enough=3)
    asyncio.run(_crawl(server))
    assert server.asked >= 3


def test_a_database_that_does_not_answer_is_asked_again() -> None:
    server = Server(enough=3, failures=2)
    asyncio.run(_crawl(server))
    assert server.asked >= 3


def test_nothing_is_asked_after_the_spider_has_closed() -> None:
    server = Server(enough=1)

    async def crawl_and_wait() -> int:
        await _crawl(server)
        await asyncio.gather(
            *(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True
        )
        return len(asyncio.all_tasks())

    assert asyncio.run(crawl_and_wait()) == 1
