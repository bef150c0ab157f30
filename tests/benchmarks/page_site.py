"""Pages as a site on loopback, served by a process of its own; or as a WARC file."""

import gzip
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from newsbot.training.corpus import read_page
from tests.benchmarks.variants import vary
from tests.spiders.warc_file import http, record

SITEMAP = "sitemap.xml"
SITES = 20
"""The number of sites to which the pages in a WARC file belong."""
START = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def write_pages(folder: Path, pages: Sequence[Path]) -> list[Path]:
    """The pages as they are, as files in `folder`."""
    return [_written(folder / f"{n:05}.html", read_page(page)) for n, page in enumerate(pages)]


def write_variants(folder: Path, pages: Sequence[Path], times: int) -> list[Path]:
    """`times` variants of each page, as files in `folder`; all of the first variant come first."""
    return [
        _written(folder / f"{number}-{n:05}.html", vary(read_page(page), number))
        for number in range(times)
        for n, page in enumerate(pages)
    ]


@contextmanager
def served(folder: Path, pages: Sequence[Path]) -> Iterator[str]:
    """The address of a sitemap that lists the pages, which are files in `folder`.

    Python's own file server: it sends prepared bytes, and its CPU time is no part of the crawl's.
    """
    with subprocess.Popen(
        [
            *(sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"),
            *("--protocol", "HTTP/1.1", "--directory", str(folder)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None  # it is a pipe
            port = server.stdout.readline().split(" port ")[1].split()[0]
            base = f"http://127.0.0.1:{port}"
            urls = "".join(f"<url><loc>{base}/{page.name}</loc></url>" for page in pages)
            (folder / SITEMAP).write_text(f"{START}{urls}</urlset>", encoding="utf-8")
            yield f"{base}/{SITEMAP}"
        finally:
            server.terminate()


def write_warc(folder: Path, pages: Sequence[Path]) -> Path:
    """The pages, which are files, as a WARC file in `folder`, each compressed by itself."""
    path = folder / "pages.warc.gz"
    with path.open("wb") as file:
        for n, page in enumerate(pages):
            url = f"https://site{n % SITES}.example/{page.name}"
            file.write(gzip.compress(record(http(page.read_bytes()), WARC_Target_URI=url)))
    return path


def _written(file: Path, html: bytes) -> Path:
    file.write_bytes(html)
    return file
