"""The pages of a corpus as a site on loopback, with feed, sitemap and URL list; or as a WARC."""

import gzip
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import WarcRecord, WarcRecordType

from newsbot import demo
from newsbot.training.corpus import read_corpus, read_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a corpus with its labels."""

    corpus: str
    truth: Mapping[str, Any]
    file: Path

    @property
    def path(self) -> str:
        return f"/{self.corpus}/{self.truth['id']}"

    def read(self) -> bytes:
        return read_page(self.file) if self.file.suffix == ".gz" else self.file.read_bytes()


def read_pages(corpora: Path, *names: str) -> list[Page]:
    return [
        Page(corpus=name, truth=truth, file=corpus.page_file(truth["id"]))
        for name in names
        for corpus in [read_corpus(corpora / name)]
        for truth in corpus.truth
    ]


def demo_pages() -> list[Page]:
    """The pages of the demo site, for where there is no corpus."""
    found = sorted(Path(demo.__file__).parent.rglob("pages/**/*.html"))
    # A corrected page names the URL of the page before as its own: both would be one article.
    files = [file for file in found if not file.name.endswith(".corrected.html")]
    return [
        Page(corpus="demo", truth={"id": f"page{at}"}, file=file) for at, file in enumerate(files)
    ]


@dataclass(slots=True)
class CorpusSite:
    """A running site; `pages` may be asked for at `base` + their path."""

    base: str
    pages: Sequence[Page]
    documents: dict[str, tuple[str, Callable[[], bytes]]] = field(default_factory=dict)

    def url(self, page: Page) -> str:
        return self.base + page.path

    def add_feed(self, path: str, pages: Sequence[Page]) -> str:
        items = "".join(f"<item><link>{self.url(page)}</link></item>" for page in pages)
        xml = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
        self.documents[path] = ("application/rss+xml", xml.encode)
        return self.base + path

    def add_sitemap(self, path: str, pages: Sequence[Page]) -> str:
        urls = "".join(f"<url><loc>{self.url(page)}</loc></url>" for page in pages)
        xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        self.documents[path] = ("application/xml", xml.encode)
        return self.base + path

    @contextmanager
    def holding(self, page: Page) -> Iterator[threading.Event]:
        """Whoever asks for the page is answered once the event is set, or the block left."""
        event = threading.Event()
        content_type, read = self.documents[page.path]

        def wait_and_read() -> bytes:
            event.wait()
            return read()

        self.documents[page.path] = (content_type, wait_and_read)
        try:
            yield event
        finally:
            self.documents[page.path] = (content_type, read)
            event.set()


@contextmanager
def serve(pages: Sequence[Page]) -> Iterator[CorpusSite]:
    """The pages on a free loopback port, as bytes without a declared charset, as they were."""
    site = CorpusSite(base="", pages=pages)
    for page in pages:
        site.documents[page.path] = ("text/html", page.read)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path not in site.documents:
                self.send_error(404)
                return
            content_type, read = site.documents[self.path]
            body = read()
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A killed crawler hangs up; that is what these tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        site.base = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield site
        server.shutdown()


def write_warc(target: BinaryIO, site: CorpusSite) -> None:
    """The site's pages as response records, in their order, gzip member by member."""
    for page in site.pages:
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.headers["WARC-Target-URI"] = site.url(page)
        record.headers["WARC-Date"] = "2026-05-11T12:00:00Z"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        body = page.read()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        plain = BytesIO()
        record.set_bytes_content(head.encode() + body)
        record.write(plain)
        target.write(gzip.compress(plain.getvalue()))
