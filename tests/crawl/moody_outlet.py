"""An outlet that serves one article on each of its hosts, and misbehaves in another way on each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from tests.conftest import CHECKOUT
from tests.crawl.making import feed_of, news_page
from tests.extraction.refused_pages import REFUSED

SAVED = CHECKOUT / "tests/extraction/pages/rejected"
WALLS = {"bot_challenge", "login_wall", "soft_404"}
ARTICLE, FEED, ROBOTS = "/2026/05/11/ferry-sails-again", "/feed.xml", "/robots.txt"
Answer = Callable[[BaseHTTPRequestHandler], None]


def sent(
    body: str | bytes, status: int = 200, *, cut_by: int = 0, kind: str = "text/html"
) -> Answer:
    """A response, or one of which the last bytes do not come."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        content = body.encode() if isinstance(body, str) else body
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[: len(content) - cut_by])

    return answer


def silent(over: Event) -> Answer:
    return lambda _: over.wait(60) and None


def closed(_: BaseHTTPRequestHandler) -> None:
    """Not a byte comes."""


def misbehaviours(over: Event) -> dict[str, dict[str, Answer]]:
    """By name what a host answers, by path."""
    pages: dict[str, Answer] = {
        f"http_{status}": sent("", status) for status in (403, 404, 500, 503)
    }
    pages |= {reason: sent(kind.html) for reason, _, kind in REFUSED if reason in WALLS}
    pages |= {
        file.parent.name: sent(file.read_bytes())
        for file in (SAVED / "cookie_wall/english.html", SAVED / "empty/application_shell.html")
    }
    pages |= {
        "timeout": silent(over),
        "closed": closed,
        "cut_off": sent("<html>" + news_page("Part"), cut_by=900),
    }
    robots = {
        "robots_forbid": sent("User-agent: *\nDisallow: /", kind="text/plain"),
        "robots_503": sent("", 503),
    }
    return {name: {ARTICLE: page} for name, page in pages.items()} | {
        name: {ROBOTS: page} for name, page in robots.items()
    }


@dataclass
class Outlet:
    """Hosts 127.0.0.2 and up, by how each misbehaves while `is_bad`; the feed is at 127.0.0.1."""

    hosts: dict[str, str]
    port: int = 0
    is_bad: bool = True
    asked: list[str] = field(default_factory=list)
    """How the host misbehaves whose article was asked for, in order."""

    @property
    def feed(self) -> str:
        return f"http://127.0.0.1:{self.port}{FEED}"

    @property
    def articles(self) -> dict[str, str]:
        return {name: f"http://{ip}:{self.port}{ARTICLE}" for name, ip in self.hosts.items()}


@contextmanager
def moody_outlet() -> Iterator[Outlet]:
    over = Event()
    bad = misbehaviours(over)
    outlet = Outlet({name: f"127.0.0.{number}" for number, name in enumerate(bad, 2)})
    with ExitStack() as stack:
        for name, ip in {"feed": "127.0.0.1", **outlet.hosts}.items():
            server = _Server((ip, outlet.port), _handler(outlet, name, bad.get(name, {})))
            stack.callback(server.server_close)
            outlet.port = server.server_port
            Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            stack.callback(server.shutdown)
        stack.callback(over.set)
        yield outlet


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A crawler may hang up."""


def _handler(outlet: Outlet, name: str, bad: dict[str, Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == ARTICLE:
                outlet.asked.append(name)
            wells = {
                ARTICLE: sent(news_page(name)),
                FEED: sent(feed_of(*outlet.articles.values()), kind="application/rss+xml"),
            }
            answer = wells.get(self.path, sent("", 404))
            (bad.get(self.path, answer) if outlet.is_bad else answer)(self)

        def log_message(self, *_: object) -> None:
            """Tests read `asked` instead."""

    return Handler
