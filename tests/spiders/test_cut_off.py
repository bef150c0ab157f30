"""Transfers that end before the document does, and whole ones of each kind, on a real server."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator

import brotli
import pytest
from backports import zstd

from newsbot import clock
from tests.spiders.raw_site import RawSite, answer, chunked, length, raw_site
from tests.spiders.small_crawl import crawl

PAGE = f"<html><body><p>{hashlib.shake_128(b'seed').hexdigest(30_000)}</p></body></html>".encode()
SQUEEZE = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
CHUNKED = "Transfer-Encoding: chunked"
CLOSE = "Connection: close"
TOO_LONG = f"Content-Length: {len(PAGE) + 7}"


def encoded(name: str) -> tuple[bytes, str]:
    return SQUEEZE[name](PAGE), f"Content-Encoding: {name}"


def ranged(page: bytes, start: int, end: int) -> bytes:
    """A part of a page that the server calls one."""
    header = f"Content-Range: bytes {start}-{end - 1}/{len(page)}"
    part = page[start:end]
    return answer(part, header, length(part), status="206 Partial Content")


def wholes() -> Iterator[tuple[str, bytes]]:
    yield "length", answer(PAGE, length(PAGE))
    yield "chunks", answer(chunked(PAGE), CHUNKED)
    yield "close", answer(PAGE, version="1.0")
    yield "short-length-behind", answer(PAGE + b"<!-- cached -->", length(PAGE))
    yield "blank-lines", answer(PAGE + b"\r\n\r\n", length(PAGE))
    yield "all-of-a-range", ranged(PAGE, 0, len(PAGE))
    yield "no-last-tag", answer(PAGE[:-7], length(PAGE[:-7]))
    for name in SQUEEZE:
        body, header = encoded(name)
        yield f"{name}-length", answer(body, header, length(body))
        yield f"{name}-chunks", answer(chunked(body), header, CHUNKED)
        yield f"{name}-close", answer(body, header, CLOSE)
        yield f"{name}-wrong-length", answer(body, header, TOO_LONG)


def parts() -> Iterator[tuple[str, bytes]]:
    half = len(PAGE) // 2
    yield "length", answer(PAGE[:half], length(PAGE))
    yield "wrong-length", answer(PAGE, TOO_LONG)
    yield "short-length", answer(PAGE, length(PAGE[:half]))
    yield "short-length-kept-open", answer(PAGE, length(PAGE[:-9]), "Connection: keep-alive")
    yield "mid-chunk", answer(chunked(PAGE)[:half], CHUNKED)
    yield "no-last-chunk", answer(chunked(PAGE)[:-5], CHUNKED)
    yield "close", answer(PAGE[:half], version="1.0")
    yield "range", ranged(PAGE, 0, half)
    yield "range-without-its-header", answer(PAGE, length(PAGE), status="206 Partial Content")
    for name in SQUEEZE:
        body, header = encoded(name)
        half = len(body) // 2
        yield f"{name}-length", answer(body[:half], header, length(body[:half]))
        yield f"{name}-cut-length", answer(body[:half], header, length(body))
        yield f"{name}-chunks", answer(chunked(body[:half]), header, CHUNKED)
        yield f"{name}-mid-chunk", answer(chunked(body)[:half], header, CHUNKED)
        yield f"{name}-close", answer(body[:half], header, CLOSE)


@pytest.fixture
def site() -> Iterator[RawSite]:
    with raw_site() as site:
        yield site


def fetched(site: RawSite, answers: dict[str, bytes]) -> dict[str, tuple[bool, bytes]]:
    """Whether each page is partial, and what came of it."""
    urls = [site.add(f"/{name}", each) for name, each in answers.items()]
    crawled = crawl("pages", urls=",".join(urls))
    assert crawled.rejections == {}
    return {page.url.rpartition("/")[2]: (page.is_partial, page.body) for page in crawled.pages}


def test_a_whole_page_is_whole_however_its_end_is_told(site):
    answers = dict(wholes())
    pages = fetched(site, answers)
    assert {name: is_partial for name, (is_partial, _) in pages.items()} == dict.fromkeys(
        answers, False
    )
    assert {body for _, body in pages.values()} == {PAGE, PAGE[:-7]}


def test_a_page_that_is_cut_off_is_partial_however_it_was_sent(site):
    answers = dict(parts())
    pages = fetched(site, answers)
    assert {name: is_partial for name, (is_partial, _) in pages.items()} == dict.fromkeys(
        answers, True
    )
    assert {name for name, (_, body) in pages.items() if not PAGE.startswith(body[:5_000])} == set()


def test_a_page_is_fetched_at_the_moment_of_its_response(site):
    before = clock.now()
    (page,) = crawl("pages", urls=site.add("/a", answer(PAGE, length(PAGE)))).pages
    assert before < page.fetched_at < clock.now()


def test_a_reset_leaves_a_part(site):
    site.resets.add("/reset")
    pages = fetched(site, {"reset": answer(PAGE[:20_000], length(PAGE))})
    assert pages == {"reset": (True, PAGE[:20_000])}
