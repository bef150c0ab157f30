"""The main function of a crawl's database process, which does database work for the crawl."""

import os
import signal
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from typing import Any

from newsbot.crawling.database.work import Kind, Run, Work
from newsbot.processes.spawned import prepare, show_name
from newsbot.storage.connection.failures import FAILED, FailedElsewhere, reason
from newsbot.storage.connection.retry import attempt
from newsbot.storage.engine import engine_at

NAME = "newsbot-db"


def serve(parent_pid: int, url: str, run: Run, connections: Mapping[Kind, Connection]) -> None:
    """Does the work that comes through the connections, until the crawl closes them.

    Each kind of work has its connection and its thread, because storing may wait for locks, and
    workers wait for block counts.
    """
    prepare(parent_pid)
    # The crawl ends this process when everything is stored. A signal to all processes of a service
    # must not end it before.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    show_name(NAME)
    work = Work(engine_at(url), run)
    lanes = [
        Thread(target=_answer_all, args=(connection, partial(work.do, kind)), daemon=True)
        for kind, connection in connections.items()
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    os._exit(0)  # the connections to the database end with the process


def _answer_all(connection: Connection, do: Callable[[Any], Any]) -> None:
    """Answers each batch with a pair: (True, results) or (False, exception).

    At the end the connection is closed: else the crawl would wait for ever if an answer could not
    be pickled.
    """
    with connection, suppress(EOFError, ConnectionError):
        while True:
            message = connection.recv_bytes()
            connection.send_bytes(ForkingPickler.dumps(_answer(message, do)))


def _answer(message: bytes, do: Callable[[Any], Any]) -> tuple[bool, Any]:
    try:
        return True, attempt(lambda: do(ForkingPickler.loads(message)))
    except FAILED as error:
        return False, FailedElsewhere(reason(error))
    except Exception as error:  # noqa: BLE001 - the caller gets it raised
        error.add_note(f"In the database process:\n{traceback.format_exc()}")
        return False, error
