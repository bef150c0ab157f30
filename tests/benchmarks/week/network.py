"""The servers of the invented outlets, in a thread of this process, and what they were asked."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from threading import Event, Thread

from newsbot import clock
from tests.benchmarks.week import pages
from tests.benchmarks.week.plan import Outlet, Plan, Story

PORT = 8090
RETRY_AFTER_S = 7200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, and how it was answered."""

    at: datetime
    """By the simulated clock."""
    outlet: int
    path: str
    status: int
    """0: the server hung up."""
    etag: str = ""
    """Of the body that the URL has at that moment, sent or not."""
    revision: int = 0
    """That of the article which the body shows; 0 for another body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    body: str = ""
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    revision: int = 0


class Network:
    """Answers for all outlets of a plan, and keeps the log of all requests."""

    def __init__(self, plan: Plan, crawl_delay_s: float) -> None:
        self.log: list[Asked] = []
        self._crawl_delay_s = crawl_delay_s
        self._outlets = plan.outlets
        self._stories: dict[tuple[int, str], Story] = {
            (outlet.number, story.path): story
            for outlet in plan.outlets
            for story in outlet.stories
        }

    async def start(self) -> None:
        """Opens a server on each outlet's host."""
        for outlet in self._outlets:

            async def serve(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, outlet: Outlet = outlet
            ) -> None:
                with suppress(ConnectionError, asyncio.IncompleteReadError):
                    while await self._serve_one(outlet, reader, writer):
                        pass
                writer.close()

            await asyncio.start_server(serve, outlet.ip, PORT)

    async def _serve_one(
        self, outlet: Outlet, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        now = clock.now()
        first, *lines = head.split("\r\n")
        path = first.split()[1]
        conditions = {
            value.strip() for name, _, value in (line.partition(":") for line in lines)
            if name.lower() == "if-none-match"
        }  # fmt: skip
        answer = self._answer(outlet, path, now)
        etag = f'"{sha1(answer.body.encode()).hexdigest()}"' if answer.body else ""  # noqa: S324
        is_known = outlet.answers_conditions and etag in conditions
        status = 304 if is_known else answer.status
        self.log.append(
            Asked(
                at=now,
                outlet=outlet.number,
                path=path,
                status=status,
                etag=etag,
                revision=answer.revision,
            )
        )
        if not status:
            return False
        body = b"" if is_known else answer.body.encode()
        headers = {"Content-Type": answer.kind, "Content-Length": str(len(body)), **answer.headers}
        if etag and outlet.answers_conditions:
            headers["ETag"] = etag
        shown = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} .\r\n{shown}\r\n".encode() + body)
        await writer.drain()
        return True

    def _answer(self, outlet: Outlet, path: str, now: datetime) -> _Answer:
        fails = outlet.fails(now)
        if fails and outlet.role == "dies":
            return _Answer(status=0)
        if fails and outlet.role == "too_often":
            return _Answer(status=429, headers={"Retry-After": str(RETRY_AFTER_S)})
        if path == "/robots.txt":
            if fails and outlet.role == "robots_503":
                return _Answer(status=503)
            return _Answer(
                status=200, body=pages.robots(outlet, self._crawl_delay_s), kind="text/plain"
            )
        for kind in outlet.kinds:
            if path == pages.PATHS[kind]:
                body = pages.source(outlet, kind, base_of(outlet), now)
                return _Answer(status=200, body=body, kind=pages.TYPES[kind])
        story = self._stories.get((outlet.number, path))
        if story is None or story.published_at > now:
            return _Answer(status=404)
        if fails and outlet.role == "shell":
            return _Answer(status=200, body=pages.SHELL)
        revision = story.revision(now)
        is_broken = fails and outlet.role == "shrinks"
        body = pages.article(story, revision, is_broken=is_broken)
        return _Answer(status=200, body=body, revision=0 if is_broken else revision)


def base_of(outlet: Outlet) -> str:
    return f"http://{outlet.ip}:{PORT}"


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
