"""Web servers on several hosts of the loopback network, one port for all."""

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

Answer = tuple[int, dict[str, str], bytes]
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class LocalHosts:
    """Answers 404 until told otherwise; `asked` has what was asked for, in order."""

    ips: tuple[str, ...]
    port: int = 0
    answers: dict[str, Answer | Behaviour] = field(default_factory=dict)
    others: dict[str, Answer] = field(default_factory=dict)
    """What a host (IP) answers to whatever has no answer of its own."""
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """When each was asked for, on the monotonic clock, in seconds."""
    agents: list[str] = field(default_factory=list)
    """The User-Agent of whoever asked for each."""
    noting: Lock = field(default_factory=Lock)
    """Held while a request is noted in the lists; while a test holds it, nobody is answered."""
    over: Event = field(default_factory=Event)

    def url(self, ip: str, path: str = "") -> str:
        return f"http://{ip}:{self.port}{path}"

    def add(self, url: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Serves `body` at `url`; header names have "_" for "-". Returns the URL."""
        content = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
        self.answers[url] = (status, named, content)
        return url

    def robots(self, ip: str, rules: str) -> None:
        self.add(self.url(ip, "/robots.txt"), rules, Content_Type="text/plain")

    def pages_asked(self) -> list[str]:
        """Without robots.txt."""
        return [url for url in self.asked if not url.endswith("/robots.txt")]


@contextmanager
def local_hosts(count: int, net: str = "127.0.0") -> Iterator[LocalHosts]:
    """Hosts 127.0.0.1 to 127.0.0.`count`, or those of another /24 network of this machine."""
    hosts = LocalHosts(tuple(f"{net}.{number}" for number in range(1, count + 1)))
    with ExitStack() as stack:
        for server in _servers(hosts):
            stack.callback(server.server_close)
            hosts.port = server.server_port
            Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            stack.callback(server.shutdown)
        stack.callback(hosts.over.set)
        yield hosts


def _servers(hosts: LocalHosts) -> "list[_Server]":
    """A server for each host, all at a port that no other process has on any of the hosts."""
    while True:
        servers: list[_Server] = []
        try:
            for ip in hosts.ips:
                port = servers[0].server_port if servers else 0
                servers.append(_Server((ip, port), _handler(hosts, ip)))
        except OSError as error:
            for server in servers:
                server.server_close()
            if error.errno != errno.EADDRINUSE or not servers:
                raise
        else:
            return servers


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A crawler may hang up."""


def _handler(hosts: LocalHosts, ip: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = hosts.url(ip, self.path)
            moment = time.monotonic()
            with hosts.noting:
                hosts.times.append(moment)
                hosts.asked.append(url)
                hosts.agents.append(self.headers.get("User-Agent", ""))
            answer = hosts.answers.get(url, hosts.others.get(ip, (404, {}, b"")))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests read `asked` instead."""

    return Handler


def dripping(hosts: LocalHosts) -> Behaviour:
    """A byte now and then, without end."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while not hosts.over.wait(0.2):
                handler.wfile.write(b"#")

    return drip


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()
