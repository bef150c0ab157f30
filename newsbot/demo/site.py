"""Serves the demo site: three invented outlets, each on its own port of the loopback interface."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from newsbot import clock
from newsbot.demo.outlets import OUTLETS, Answer, Outlet, answer
from newsbot.errors import ConfigurationError

HOST = "127.0.0.1"
DEFAULT_BASE_PORT = 8765
EXPECTED = Path(__file__).with_name("expected")


class DemoSite:
    """A context manager that serves the demo's three invented news sites ("outlets") over HTTP.

    The first outlet is served on the port `base_port`, the next on `base_port + 1`, and so on. If
    `base_port` is 0, any free ports are used. Entering the context raises ConfigurationError if a
    port is in use.
    """

    def __init__(self, base_port: int = DEFAULT_BASE_PORT) -> None:
        self.base_urls: dict[str, str] = {}
        """Key of an outlet → its URL, e.g. "http://127.0.0.1:8765"; empty before `__enter__`."""
        self._base_port = base_port
        self._answer = partial(answer, corrected_at=None)
        self._running = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as opened:
            servers = [opened.enter_context(self._bind(*pair)) for pair in enumerate(OUTLETS)]
            # The URLs of all outlets must be known before the first request is answered, because
            # any page may link to any outlet.
            for outlet, server in zip(OUTLETS, servers, strict=True):
                self.base_urls[outlet.key] = f"http://{HOST}:{server.server_port}"
            for server in servers:
                threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
                opened.callback(server.shutdown)
            self._running = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._running.close()

    def publish_correction(self) -> None:
        """Publishes the demo's one correction: the Vellan Post corrects its story about a tram."""
        self._answer = partial(answer, corrected_at=clock.now())

    def sites_file(self, path: Path) -> Path:
        """Writes a registry file, with which newsbot can crawl the three outlets of the demo.

        The file is written to `path`, and `path` is returned.
        """
        entries = []
        for outlet in OUTLETS:
            base_url = self.base_urls[outlet.key]
            sources = "".join(
                f'  {{ kind = "{kind}", url = "{base_url}{path}", every = 0 }},\n'
                for kind, path in outlet.sources
            )
            entries.append(
                f"[sites.{outlet.key}]\n"
                f'name = "{outlet.name}"\n'
                f'domains = ["{urlsplit(base_url).netloc}"]\n'
                f"sources = [\n{sources}]\n"
            )
        path.write_text("\n".join(entries), encoding="utf-8")
        return path

    def expected_bodies(self) -> dict[str, str]:
        """A mapping from the URL of a page to the article's body that should be extracted from it.

        Each line of a body is a paragraph. Only the pages with a file in the folder `expected` are
        included.
        """
        bodies = {}
        for file in sorted(EXPECTED.rglob("*.txt")):
            key, *path = file.relative_to(EXPECTED).with_suffix("").parts
            url = "/".join([self.base_urls[key], *path])
            bodies[url] = file.read_text(encoding="utf-8").rstrip("\n")
        return bodies

    def _bind(self, number: int, outlet: Outlet) -> ThreadingHTTPServer:
        port = self._base_port + number if self._base_port else 0
        try:
            return ThreadingHTTPServer((HOST, port), partial(_Handler, partial(self._ask, outlet)))
        except (OSError, OverflowError) as error:
            raise ConfigurationError(
                f"port {port} on {HOST} cannot be used ({error}); "
                "choose others with: make demo DEMO_PORT=9000"
            ) from error

    def _ask(self, outlet: Outlet, path: str) -> Answer:
        return self._answer(outlet, path, base_urls=self.base_urls)


class _Handler(BaseHTTPRequestHandler):
    """An HTTP request handler that serves the pages of one outlet (a site of the demo)."""

    def __init__(self, ask: Callable[[str], Answer], *connection: object) -> None:
        self._ask = ask
        super().__init__(*connection)  # type: ignore[arg-type]  # handed on as it came

    def do_GET(self) -> None:
        reply = self._ask(urlsplit(self.path).path)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        # A crawler that is stopped may close the connection before it has the whole answer.
        with contextlib.suppress(ConnectionError):
            self.wfile.write(reply.body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # inherited name
        """Logs nothing, because the demo is to show only the output of the crawl."""
