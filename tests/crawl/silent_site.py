"""Servers on loopback that take requests for pages and never answer them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from tests.crawl.making import feed_of


@dataclass
class SilentSite:
    """Answers /feed.xml, and /robots.txt with 404; whoever asks for anything else waits."""

    base: str
    feed: str = ""
    asked: list[str] = field(default_factory=list)
    """The paths of the pages that were asked for."""

    def list(self, urls: Sequence[str]) -> str:
        """Lists `urls` in the feed, whose URL it returns."""
        self.feed = feed_of(*urls)
        return f"{self.base}/feed.xml"


@contextmanager
def silent_site(host: str) -> Iterator[SilentSite]:
    """A site at `host`, an IP of 127.0.0.0/8; its waiting requests end with the block."""
    is_over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/feed.xml":
                self._answer(200, site.feed.encode())
            elif self.path == "/robots.txt":
                self._answer(404, b"")
            else:
                site.asked.append(self.path)
                is_over.wait()

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests read `asked` instead."""

    with ThreadingHTTPServer((host, 0), Handler) as server:
        site = SilentSite(f"http://{host}:{server.server_port}")
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield site
        is_over.set()
        server.shutdown()
