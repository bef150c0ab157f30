"""Containers, headers and names as programs that write WARC files leave them."""

import gzip
import os
import zlib
from datetime import UTC, datetime

import pytest
from backports import zstd
from fastwarc.stream_io import Lz4Writer, ZstdWriter, zstd_train_dictionary_from_samples

from newsbot.crawling.warc.records import SkippedRecord
from tests.crawling.warc.reading import BODY, only, pages_of, read
from tests.spiders.warc_file import http, record, write

ONE = record(http(BODY))


def member_with_all_fields(data: bytes) -> bytes:
    """A gzip member with an extra field, a file name, a comment and a checksum of the header."""
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    head = b"\x1f\x8b\x08\x1e" + bytes(4) + b"\0\xff" + b"\x04\0sl\0\0" + b"a.warc\0" + b"wget\0"
    trailer = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return head + b"\0\0" + squeezer.compress(data) + squeezer.flush() + trailer


@pytest.mark.parametrize(
    "content",
    [
        ONE + ONE,
        b"\r\n\n \r\n" + ONE + b"\r\n\r\n" + ONE,
        b"\xef\xbb\xbf" + ONE + b"\0\0\0" + ONE,
        ONE.rstrip() + b"\r\n" + ONE.rstrip(),
        ONE.replace(b"\r\n\r\nHTTP", b"\n\nHTTP") * 2,
        ONE.replace(b"WARC-", b"warc-").replace(b"Content-Length", b"content-length") * 2,
        ONE.replace(b": ", b":", 5) * 2,
        ONE.replace(b"WARC-Date", b"WARC-Note: a\r\n folded\r\nWARC-Date") * 2,
        ONE.replace(b"WARC/1.0", b"WARC/0.18") + ONE.replace(b"WARC/1.0", b"WARC/0.17 "),
        ONE.replace(b"WARC/1.0", b"WARC/1.1") + ONE.replace(b"WARC/1.0", b"warc/2.0"),
        gzip.compress(ONE + ONE),
        gzip.compress(ONE) + bytes(1000) + gzip.compress(ONE) + bytes(600),
        gzip.compress(ONE[:100]) + gzip.compress(ONE[100:] + ONE),
        gzip.compress(b"") + member_with_all_fields(ONE) * 2,
        zstd.compress(ONE + ONE),
        b"\x50\x2a\x4d\x18\x03\0\0\0abc" + zstd.compress(ONE) * 2,
    ],
)
def test_records_are_read_whatever_is_between_and_around_them(tmp_path, content):
    path = tmp_path / "odd.warc"
    path.write_bytes(content)
    pages, error = pages_of(path)
    assert [page.body for page in pages] == [BODY, BODY]
    assert error is None


def test_a_file_whose_lines_end_with_line_feeds_alone_is_read(tmp_path):
    block = http(BODY).replace(b"\r\n", b"\n")
    whole = record(block).replace(b"\r\n", b"\n")
    path = tmp_path / "lf.warc"
    path.write_bytes(whole * 2)
    pages, error = pages_of(path)
    assert [page.content_type for page in pages] == ["text/html"] * 2
    assert error is None


@pytest.mark.parametrize("is_compressed", [False, True])
def test_a_zstd_file_may_bring_its_dictionary(tmp_path, is_compressed):
    samples = [record(http(b"<html>%d" % number + BODY)) for number in range(300)]
    dictionary = zstd_train_dictionary_from_samples(samples, 4000)
    path = tmp_path / "news.warc.zst"
    with (
        path.open("wb") as file,
        ZstdWriter(file, dictionary=dictionary, compress_dictionary_frame=is_compressed) as writer,
    ):
        for sample in samples[:3]:
            writer.write(sample)
            writer.finish()
    pages, error = pages_of(path)
    assert [page.body[:7] for page in pages] == [b"<html>0", b"<html>1", b"<html>2"]
    assert error is None


def test_an_lz4_file_is_read(tmp_path):
    path = tmp_path / "news.warc.lz4"
    with path.open("wb") as file, Lz4Writer(file) as writer:
        writer.write(ONE)
    assert [page.body for page in pages_of(path)[0]] == [BODY]


@pytest.mark.parametrize("stated", [3, 800, 5000])
def test_a_block_that_is_stated_too_long_ends_where_the_next_record_begins(tmp_path, stated):
    block = http(BODY)
    wrong = record(block, Content_Length=str(len(block) + 4 + stated))
    path = tmp_path / "long.warc"
    path.write_bytes(wrong + ONE * 3)
    pages, error = pages_of(path)
    assert [page.body for page in pages] == [BODY] * 4
    assert error is None


ARC = (
    b"filedesc://a.arc 192.0.2.1 20090101000000 text/plain 76\n1 0 InventedCrawl\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
)
ARC_RECORD = b"https://gazette.example/a 192.0.2.1 20260504080000 text/html 9\n<html>1\n\n"


@pytest.mark.parametrize("content", [ARC + ARC_RECORD, ARC_RECORD, b"\n" + ARC])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_arc_file_is_named_as_what_it_is(tmp_path, content, pack):
    path = tmp_path / "old.arc"
    path.write_bytes(pack(content))
    outcomes, error = read(path)
    assert outcomes == []
    assert f"{path} is an ARC file" in error


def test_a_zip_file_is_named_as_what_it_is(tmp_path):
    path = tmp_path / "crawl.wacz"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    assert f"{path} is a ZIP file" in read(path)[1]


@pytest.mark.parametrize(
    "content",
    [b"<!doctype html><html>WARC/1.0</html>", b"\x89PNG" + bytes(3_000_000), b"a\n" * 2_000_000],
)
def test_another_file_is_no_warc_file(tmp_path, content):
    path = tmp_path / "other.warc"
    path.write_bytes(content)
    assert read(path) == ([], f"{path} is no WARC file")


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("<https://gazette.example/b>", "https://gazette.example/b"),
        ("https://gazette.example/a mill", "https://gazette.example/a%20mill"),
        ("https://gazette.example/bücher", "https://gazette.example/b%C3%BCcher"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("HTTPS://Gazette.Example:443/a#part", "https://gazette.example/a"),
    ],
)
def test_a_url_may_be_written_in_many_ways(tmp_path, stated, url):
    assert only(tmp_path, record(http(BODY), WARC_Target_URI=stated)).url == url


def test_a_url_in_an_old_encoding_keeps_its_bytes(tmp_path):
    path = tmp_path / "latin.warc"
    path.write_bytes(ONE.replace(b"example/a", b"example/caf\xe9"))
    assert [page.url for page in pages_of(path)[0]] == ["https://gazette.example/caf%E9"]


@pytest.mark.parametrize("kind", ["resource", "conversion", "Resource"])
def test_a_file_without_http_header_is_a_page_of_the_records_media_type(tmp_path, kind):
    page = only(tmp_path, record(BODY, kind, Content_Type="text/html; charset=koi8-r"))
    assert (page.body, page.content_type) == (BODY, "text/html; charset=koi8-r")
    assert not page.is_partial


@pytest.mark.parametrize(
    ("block", "media_type", "reason"),
    [
        (b"A text about a bridge.", "text/plain", "not_html"),
        (b"\x89PNG", "image/png", "not_html"),
        (http(status="404 Not Found"), "application/http; msgtype=response", "status_404"),
    ],
)
def test_a_resource_that_is_no_page_is_skipped(tmp_path, block, media_type, reason):
    skipped = only(tmp_path, record(block, "resource", Content_Type=media_type))
    assert skipped == SkippedRecord(reason=reason)


def test_a_resource_may_hold_an_http_response(tmp_path):
    assert only(tmp_path, record(http(BODY), "resource")).body == BODY


@pytest.mark.parametrize(
    "uri", ["urn:pageinfo:https://gazette.example/", "urn:text:a", "file:///a"]
)
def test_what_browsers_archives_note_beside_pages_is_skipped(tmp_path, uri):
    noted = record(BODY, "resource", Content_Type="text/html", WARC_Target_URI=uri)
    assert only(tmp_path, noted) == SkippedRecord(reason="bad_url")


def test_the_first_segment_of_a_page_is_a_part_of_it(tmp_path):
    assert only(tmp_path, record(http(BODY), WARC_Segment_Number="1")).is_partial


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2024-05-01T10:00:00.123456789Z", datetime(2024, 5, 1, 10, 0, 0, 123456, UTC)),
        ("2024-05-01T10:00:00.5", datetime(2024, 5, 1, 10, 0, 0, 500000, UTC)),
        ("2024-05-01T10:00:00", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01 10:00", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01T10:00:60Z", datetime(2024, 5, 1, 10, 0, 59, tzinfo=UTC)),
        ("2024-05-01T12:00:00+0200", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01T02:00:00-08", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("20240501100000", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05", datetime(2024, 5, 1, tzinfo=UTC)),
        ("Wed, 01 May 2024 10:00:00 GMT", datetime(2024, 5, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_date_may_be_written_in_many_ways(tmp_path, stated, moment):
    page = only(tmp_path, record(http(BODY), WARC_Date=stated))
    assert (page.fetched_at, page.dated_by) == (moment, "record")


NO_DATES = [
    "",
    "yesterday",
    "2009-03-65T08:43:19-0800",
    "0000-00-00T00:00:00Z",
    "0001-01-01T00:00:00+05:00",
    "1970-01-01T00:00:00Z",
    "2024-05-01T10:00:00+99:99",
]


@pytest.mark.parametrize("stated", NO_DATES)
def test_without_a_date_the_one_of_the_response_counts(tmp_path, stated):
    block = http(BODY, Date="Mon, 04 May 2026 08:00:00 GMT")
    page = only(tmp_path, record(block, WARC_Date=stated))
    assert (page.fetched_at, page.dated_by) == (datetime(2026, 5, 4, 8, tzinfo=UTC), "http_date")


@pytest.mark.parametrize("sent", ["", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Foo 9"])
def test_without_any_date_the_time_of_the_file_counts(tmp_path, sent):
    path = write(tmp_path, record(http(BODY, Date=sent), WARC_Date="never"))
    changed = datetime(2026, 5, 1, tzinfo=UTC)
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    ((page,), _) = read(path)
    assert (page.fetched_at, page.dated_by) == (changed, "file_time")
