"""A web server on loopback whose pages a test writes down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class LocalSite:
    """Answers 404 until told otherwise."""

    port: int
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    authorized: list[str | None] = field(default_factory=list)
    """The Authorization header of each request."""
    agents: list[str] = field(default_factory=list)
    """The User-Agent header of each request."""
    hangs: Event = field(default_factory=Event)
    """Set it to end the answers that are held open."""
    held: Event = field(default_factory=Event)
    """Set it to have answers with the header "Held" begin."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def add(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Serves `body` at `path`; header names have "_" for "-". Returns the URL."""
        content = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
        self.answers[path] = (status, named, content)
        return self.url(path)


@contextmanager
def local_site() -> Iterator[LocalSite]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requested.append(self.path)
            site.authorized.append(self.headers["Authorization"])
            site.agents.append(self.headers["User-Agent"])
            status, headers, body = site.answers.get(self.path, (404, {}, b""))
            if "Held" in headers:
                site.held.wait()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            if "Hangs" in headers:
                self.wfile.flush()
                site.hangs.wait(10)

        def log_message(self, *arguments: object) -> None:
            """Tests read `requested` instead."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = LocalSite(port=server.server_port)
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield site
        site.hangs.set()
        site.held.set()
        server.shutdown()
