"""The servers of the invented outlets, in a thread of this process, and what they were asked."""

import asyncio
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread

from newsbot import clock
from tests.benchmarks.week.answers import Answer, answer
from tests.benchmarks.week.plan import Outlet, Plan

NOT_MODIFIED = 304
BEAT_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, and how it was answered."""

    at: datetime
    """By the simulated clock."""
    lag: timedelta
    """The request may have come earlier than `at` by this: so long ago the servers last looked."""
    outlet: int
    path: str
    status: int
    """0: the server hung up."""
    etag: str = ""
    """Of the body that the URL has at that moment, sent or not."""
    revision: int = 0
    """That of the article which the body shows; 0 for another body."""


class Network:
    """Answers for all outlets of a plan, and keeps the log of all requests."""

    def __init__(self, plan: Plan) -> None:
        self.log: list[Asked] = []
        self._beats: deque[float] = deque(maxlen=2)
        self._crawl_delay_s = plan.crawl_delay_s
        self._outlets = plan.outlets
        self._stories = {
            (outlet.number, story.path): story
            for outlet in plan.outlets
            for story in outlet.stories
        }

    async def start(self) -> None:
        """Opens a server on each outlet's host."""
        for outlet in self._outlets:
            await asyncio.start_server(partial(self._serve, outlet), outlet.ip, outlet.port)
        self._beats.append(asyncio.get_running_loop().time())
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        """Notes again and again that this thread runs. It shares its process with the crawl."""
        while True:
            self._beats.append(asyncio.get_running_loop().time())
            await asyncio.sleep(BEAT_S)

    async def _serve(
        self, outlet: Outlet, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answers the requests of a connection, until either side ends it."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                response = self._response(outlet, head)
                if not response:
                    break
                writer.write(response)
                await writer.drain()
        writer.close()

    def _response(self, outlet: Outlet, head: str) -> bytes:
        """The bytes of the response to a request, which is logged; none: the server hangs up."""
        now, (first, *lines) = clock.now(), head.split("\r\n")
        path = first.split()[1]
        story = self._stories.get((outlet.number, path))
        found = answer(outlet, story, path, now, self._crawl_delay_s)
        is_known = outlet.answers_conditions and f"If-None-Match: {found.etag}" in lines
        status = NOT_MODIFIED if found.etag and is_known else found.status
        lag = timedelta(seconds=asyncio.get_running_loop().time() - self._beats[0])
        self.log.append(
            Asked(at=now, lag=lag, outlet=outlet.number, path=path, status=status,
                  etag=found.etag, revision=found.revision)
        )  # fmt: skip
        return _as_bytes(found, status, with_etag=outlet.answers_conditions) if status else b""


def _as_bytes(found: Answer, status: int, *, with_etag: bool) -> bytes:
    body = b"" if status == NOT_MODIFIED else found.body.encode()
    headers = {"Content-Type": found.kind, "Content-Length": str(len(body)), **found.headers}
    if found.etag and with_etag:
        headers["ETag"] = found.etag
    shown = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} .\r\n{shown}\r\n".encode() + body


def free_port() -> int:
    """A port on which no server listens on loopback."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(network: Network) -> Iterator[None]:
    """Serves a network until the block ends."""
    loop, is_open = asyncio.new_event_loop(), Event()

    def run() -> None:
        loop.run_until_complete(network.start())
        is_open.set()
        loop.run_forever()

    thread = Thread(target=run, name="network", daemon=True)
    thread.start()
    is_open.wait()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
