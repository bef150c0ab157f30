"""Stores invented articles on command, by the release of newsbot that PYTHONPATH names.

    python tests/benchmarks/sql/storer.py DATABASE_URL BATCH

It upgrades the schema to that of its release. Then it reads commands, one a line: `look N` looks up
a batch of articles from number N on, `store` stores it, `index` fills the search index. It answers
each with the seconds of CPU time and of wall time that it took.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from time import perf_counter, process_time

from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate
from tests.benchmarks.dedup.series import article


class Storer:
    """Stores batches in a database."""

    def __init__(self, url: str, batch: int) -> None:
        self._engine = connect(url)
        migrate.upgrade(self._engine)
        self._store = ArticleStore(self._engine)
        self._batch = batch
        self._items = look_up(self._engine, [])

    def work(self, command: str) -> Callable[[], object]:
        """What a command asks for."""
        name, _, first = command.partition(" ")
        match name:
            case "look":
                numbers = range(int(first), int(first) + self._batch)
                return lambda: self._look(numbers)
            case "store":
                return lambda: self._store.store(self._items)
            case _:
                return self._index

    def _look(self, numbers: range) -> None:
        self._items = look_up(self._engine, [article(number) for number in numbers])

    def _index(self) -> None:
        if find_spec("newsbot.storage.readers"):
            from newsbot.storage.readers.search_index import index_all  # noqa: PLC0415 - since 0.3.0

            for _ in index_all(self._engine):
                pass


def main() -> None:
    storer = Storer(sys.argv[1], int(sys.argv[2]))
    print("ready", flush=True)
    for line in sys.stdin:
        work = storer.work(line.strip())
        cpu_s, wall_s = process_time(), perf_counter()
        work()
        print(process_time() - cpu_s, perf_counter() - wall_s, flush=True)


if __name__ == "__main__":
    main()
