"""A process of its own for the database work of a crawl, so that this leaves the crawl's process.

In Python, one thread at a time computes in a process. Database work in threads of the crawl's
process would slow down its event loop, and limit how many worker processes it can keep busy.
"""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from threading import Lock
from typing import Any

from newsbot.crawling.database.serving import serve
from newsbot.crawling.database.work import KINDS, Kind, Run
from newsbot.processes.spawned import SPAWN
from newsbot.storage.connection.failures import FailedElsewhere

logger = logging.getLogger(__name__)


class DatabaseProcess:
    """Does database work in a process of its own, which starts with the first work.

    If the process dies, the work under way fails like a transaction whose connection was lost, and
    the next work starts a new process.

    Args:
        url: the URL of the database, with the password.
        run: the run for which the work is done.
    """

    def __init__(self, url: str, run: Run) -> None:
        self._url = url
        self._run = run
        self._changing = Lock()
        self._process: BaseProcess | None = None
        self._connections: dict[Kind, Connection] = {}
        self._is_closed = False
        # Linux ends the process when the thread that started it ends. So a thread that lasts as
        # long as this object starts it.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-process")

    @property
    def pid(self) -> int | None:
        """The id of the process; None if it is not running."""
        process = self._process
        return None if process is None else process.pid

    def do(self, kind: Kind, items: Sequence[Any]) -> list[Any]:
        """Does one kind of work for a batch of items; returns one result for each item.

        Each kind of work is done for one batch at a time.

        Raises:
            RowRefused: the database refuses a row.
            DatabaseError: the database failed for good.
            FailedElsewhere: the work failed for a temporary reason, e.g. the process was killed. If
                it was storing, the batch may be stored or not.
        """
        message = ForkingPickler.dumps(items)
        process, connection = self._started(kind)
        try:
            connection.send_bytes(message)
            is_result, value = ForkingPickler.loads(connection.recv_bytes())
        except (EOFError, OSError) as error:
            raise FailedElsewhere(self._lost(process)) from error
        if is_result:
            results: list[Any] = value
            return results
        raise value

    def close(self) -> None:
        """Ends the process at once, whatever it does; it is not started again."""
        with self._changing:
            self._is_closed = True
            self._end()
        self._starter.shutdown()

    def _started(self, kind: Kind) -> tuple[BaseProcess, Connection]:
        with self._changing:
            if self._is_closed:
                raise FailedElsewhere("the crawl has ended")
            if self._process is None:
                try:
                    self._process = self._starter.submit(self._start).result()
                except OSError as error:
                    message = f"no database process could be started: {error}"
                    raise FailedElsewhere(message) from error
            return self._process, self._connections[kind]

    def _start(self) -> BaseProcess:
        pipes = {kind: SPAWN.Pipe() for kind in KINDS}
        theirs = {kind: pipe[1] for kind, pipe in pipes.items()}
        arguments = (os.getpid(), self._url, self._run, theirs)
        process = SPAWN.Process(target=serve, args=arguments, daemon=True)
        try:
            process.start()
        finally:
            for each in theirs.values():
                each.close()
        self._connections = {kind: pipe[0] for kind, pipe in pipes.items()}
        return process

    def _lost(self, process: BaseProcess) -> str:
        """Ends `process`, whose connection is lost; returns what happened to it."""
        with self._changing:
            if self._process is process:
                self._end()
                if not self._is_closed:
                    code = process.exitcode
                    logger.warning("The database process has ended (%s). It is started again", code)
        return "the database process has ended"

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
            for connection in self._connections.values():
                connection.close()
