"""A web server on loopback that sends the very bytes a test writes down, and closes."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

# Closing then sends a reset.
AT_ONCE = struct.pack("ii", 1, 0)


@dataclass
class RawSite:
    """Answers 404 until told otherwise."""

    port: int
    answers: dict[str, bytes] = field(default_factory=dict)
    resets: set[str] = field(default_factory=set)
    """Paths whose connections end in a reset."""

    def add(self, path: str, answer: bytes) -> str:
        """Serves `answer`, status line included, at `path`. Returns the URL."""
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.port}{path}"


def answer(body: bytes, *headers: str, version: str = "1.1", status: str = "200 OK") -> bytes:
    """An HTTP response of these headers, with no Content-Length unless there is one among them."""
    lines = (f"HTTP/{version} {status}", "Content-Type: text/html", *headers)
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


def length(body: bytes) -> str:
    return f"Content-Length: {len(body)}"


def chunked(body: bytes) -> bytes:
    parts = (body[start : start + 1_000] for start in range(0, len(body), 1_000))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@contextmanager
def raw_site() -> Iterator[RawSite]:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            asked = b""
            while b"\r\n\r\n" not in asked:
                if not (received := self.request.recv(4096)):
                    return
                asked += received
            path = asked.split()[1].decode()
            self.request.sendall(site.answers.get(path, b"HTTP/1.1 404 Not Found\r\n\r\n"))
            if path in site.resets:
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                self.request.close()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site = RawSite(port=server.server_address[1])
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield site
        server.shutdown()
