"""HTTP responses as archives hold them."""

import gzip
import zlib

import pytest

from newsbot.crawling.warc.http_messages import decode, read_message
from newsbot.crawling.warc.records import SkippedRecord
from tests.crawling.warc.reading import BODY, MAX_SIZE_BYTES, only
from tests.spiders.warc_file import http, record

PAGE = b"<!doctype html><html><p>A bridge.</p></html>"


def gzipped(content: bytes) -> bytes:
    """Without the time, which would give the tests other names in each process."""
    return gzip.compress(content, mtime=0)


def decoded(block: bytes) -> bytes:
    message = read_message(block)
    assert message is not None
    return decode(message, MAX_SIZE_BYTES)[0]


@pytest.mark.parametrize(
    "line",
    [
        "HTTP/2 200",
        "HTTP/2.0 200 OK",
        "HTTP/3 200",
        "h3 200",
        "HTTP/1.1 200",
        "HTTP/1.1  200  OK",
        "HTTP/1.1\t200\tOK",
        "HTTP 200 OK",
        "http/1.1 200 ok",
        "ICY 200 OK",
        "HTTP/1.0 200OK",
        " HTTP/1.1 200 OK",
        "\r\nHTTP/1.1 200 OK",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/2 200",
        "HTTP/1.0 200 Connection established\r\n\r\nHTTP/1.1 200 OK",
    ],
)
def test_a_status_line_may_be_written_in_many_ways(tmp_path, line):
    block = f"{line}\r\nContent-Type: text/html\r\n\r\n".encode() + BODY
    page = only(tmp_path, record(block))
    assert (page.body, page.content_type) == (BODY, "text/html")


@pytest.mark.parametrize("line", ["HTTP/1.1 OK", "HTTP/1.1 2000 OK", "GET / HTTP/1.1", "200"])
def test_a_line_without_status_is_none(tmp_path, line):
    skipped = only(tmp_path, record(f"{line}\r\nContent-Type: text/html\r\n\r\n".encode() + BODY))
    assert skipped == SkippedRecord(reason="bad_http")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\n\r\n",
        b"HTTP/1.1 200 OK\r\r\nContent-Type: text/html\r\r\n\r\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type:text/html\r\nnot a header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type:\r\n text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
        b"HTTP/1.1 200 OK\r\nX-Old: " + b"a" * 40_000 + b"\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\xff\xfe: \xfc\r\nContent-Type: text/html\r\n\r\n",
    ],
)
def test_a_header_may_end_in_many_ways(head):
    message = read_message(head + PAGE)
    assert message is not None
    assert (message.body, message.last("content-type")) == (PAGE, "text/html")


def test_a_response_without_any_header_is_a_page(tmp_path):
    assert only(tmp_path, record(PAGE)).body == PAGE
    assert only(tmp_path, record(b"HTTP/1.1 200 OK\r\n\r\n" + PAGE)).body == PAGE


def chunk(data: bytes, size: str | None = None, end: bytes = b"\r\n") -> bytes:
    return (size or f"{len(data):x}").encode() + end + data + end


@pytest.mark.parametrize(
    "block",
    [
        # encoded, and the headers do not say so
        http(gzipped(PAGE)),
        http(chunk(PAGE[:9]) + chunk(PAGE[9:]) + b"0\r\n\r\n"),
        http(chunk(gzipped(PAGE)) + b"0\r\n\r\n"),
        http(gzipped(PAGE), Content_Encoding="br"),
        http(gzipped(PAGE), Transfer_Encoding="chunked"),
        # encoded in unusual ways
        http(chunk(PAGE, f"{len(PAGE):08X} ") + b"0\r\n\r\n", Transfer_Encoding="Chunked"),
        http(chunk(PAGE, end=b"\n") + b"0\n\n", Transfer_Encoding="chunked"),
        http(chunk(PAGE) + b"0\r\nExpires: 0\r\n\r\n", Transfer_Encoding="chunked"),
        http(zlib.compress(PAGE)[2:-4], Content_Encoding="deflate"),
        http(gzipped(gzipped(PAGE)), Content_Encoding="gzip, gzip"),
        http(gzipped(PAGE) + bytes(10), Content_Encoding="x-gzip"),
        # decoded, and the headers are left
        http(PAGE, Transfer_Encoding="chunked", Content_Encoding="br"),
        http(PAGE, Content_Encoding="zstd", Content_Length="7"),
        http(b"\0\0\r\n" + PAGE, Content_Encoding="gzip"),
        http(b"A notice of the server. " + PAGE, Content_Encoding="gzip"),
        http(b"A notice of the server. " + PAGE, Transfer_Encoding="chunked"),
    ],
)
def test_the_body_is_believed_where_the_headers_are_wrong(block):
    assert decoded(block).endswith(PAGE)


def test_utf_16_counts_as_decoded():
    text = "<html><p>Мост</p></html>".encode("utf-16")
    assert decoded(http(text, Content_Encoding="gzip")) == text


@pytest.mark.parametrize(
    "damaged", [chunk(PAGE) + chunk(PAGE, "zz"), chunk(PAGE) + b"-5\r\nabcdef", chunk(PAGE, "ffff")]
)
def test_chunks_are_used_up_to_the_first_that_is_damaged(damaged):
    message = read_message(http(damaged, Transfer_Encoding="chunked"))
    assert message is not None
    body, is_whole = decode(message, MAX_SIZE_BYTES)
    assert body.startswith(PAGE)
    assert not is_whole
