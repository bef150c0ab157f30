import gzip
import hashlib
import os
import zlib
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest

from newsbot.crawling.warc.records import ArchivedPage, SkippedRecord
from tests.crawling.warc.reading import BODY, MAX_SIZE_BYTES, only, pages_of, read
from tests.spiders.warc_file import SUFFIXES, http, record, write

every_format = pytest.mark.parametrize("suffix", SUFFIXES)


@every_format
def test_a_page_is_as_it_was_fetched_then(tmp_path, suffix):
    path = write(tmp_path, record(b"", "warcinfo"), record(http(BODY)), suffix=suffix)
    (_, page), error = read(path)
    assert error is None
    assert page == ArchivedPage(
        url="https://gazette.example/a",
        fetched_at=datetime(2024, 5, 1, 10, tzinfo=UTC),
        content_type="text/html",
        body=BODY,
    )


def chunked(body: bytes) -> bytes:
    parts = (body[start : start + 50] for start in range(0, len(body), 50))
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(BODY), {"Transfer_Encoding": "chunked"}),
        (gzip.compress(BODY, mtime=0), {"Content_Encoding": "gzip"}),
        (zlib.compress(BODY), {"Content_Encoding": "deflate"}),
        (brotli.compress(BODY), {"Content_Encoding": "br"}),
        (
            chunked(gzip.compress(BODY, mtime=0)),
            {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"},
        ),
        (BODY, {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (b"\r\n" * 80 + BODY, {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (BODY, {"Content_Encoding": "utf-8"}),
    ],
)
def test_encodings_are_undone_where_the_archive_has_not_done_so(tmp_path, body, headers):
    assert only(tmp_path, record(http(body, **headers))).body.lstrip() == BODY


@pytest.mark.parametrize(
    ("block", "kind", "headers", "reason"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "request", {}, "request"),
        (b"a: b", "metadata", {}, "metadata"),
        (http(), "revisit", {}, "revisit"),
        (http(status="404 Not Found"), "response", {}, "status_404"),
        (http(b"%PDF", Content_Type="application/pdf"), "response", {}, "not_html"),
        (http(bytes(MAX_SIZE_BYTES)), "response", {}, "too_large"),
        (http(), "response", {"WARC_Target_URI": "dns:gazette.example"}, "bad_url"),
        (http(), "response", {"WARC_Target_URI": ""}, "bad_url"),
        (b"no http at all", "response", {}, "bad_http"),
        (http(b"\x1f\x8bnope", Content_Encoding="gzip"), "response", {}, "bad_encoding"),
        (http(b"zz\r\n", Transfer_Encoding="chunked"), "response", {}, "bad_encoding"),
    ],
)
def test_a_record_without_a_page_is_skipped_with_a_reason(tmp_path, block, kind, headers, reason):
    path = write(tmp_path, record(block, kind, **headers), record(http(BODY)))
    (skipped, page), error = read(path)
    assert skipped == SkippedRecord(reason=reason)
    assert (page.body, error) == (BODY, None)


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59-05:00", "2999-01-01T00:00:00Z"])
def test_a_date_ahead_of_the_clock_counts_as_missing_so_that_each_reading_finds_the_same(
    tmp_path, date
):
    path = write(tmp_path, record(http(BODY), WARC_Date=date))
    os.utime(path, (1_000_000_000, 1_000_000_000))
    ((page,), _) = pages_of(path)
    assert (page.fetched_at.timestamp(), page.dated_by) == (1_000_000_000, "file_time")
    dated = http(BODY, Date="Tue, 30 Apr 2024 10:00:00 GMT")
    ((page,), _) = pages_of(write(tmp_path, record(dated, WARC_Date=date)))
    assert (page.fetched_at.day, page.dated_by) == (30, "http_date")


def squeezed(name: str) -> dict[str, Any]:
    squeeze = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[name]
    return {"body": squeeze(LONG), "Content_Encoding": name}


LONG = f"<html>{hashlib.shake_128(b'seed').hexdigest(20_000)}</html>".encode()
HALF = LONG[:20_000]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"WARC_Truncated": "length"}, http(HALF)),
        ({"WARC_Truncated": "disconnect"}, http(**squeezed("gzip"))),
        ({}, http(HALF, Content_Length=str(len(LONG)))),
        ({}, http(HALF)),
        ({}, http(chunked(LONG)[:20_000], Transfer_Encoding="chunked")),
        ({}, http(chunked(LONG)[:-5], Transfer_Encoding="chunked")),
        *(
            ({}, http(**squeezed(name) | {"body": squeezed(name)["body"][:-9_000]}))
            for name in ("gzip", "deflate", "br")
        ),
    ],
)
def test_a_page_of_which_only_a_part_was_archived_is_partial(tmp_path, headers, message):
    page = only(tmp_path, record(message, **headers))
    assert page.is_partial
    assert LONG.startswith(page.body[:5_000])


@pytest.mark.parametrize(
    "message",
    [
        http(LONG),
        http(HALF, Content_Length=str(len(HALF))),
        http(HALF, Content_Length="about 20000") + b"</html>",
        http(chunked(HALF), Transfer_Encoding="chunked"),
        http(HALF, Transfer_Encoding="chunked"),
        http(HALF, Content_Encoding="gzip", Content_Length="7000000"),
        *(http(**squeezed(name)) for name in ("gzip", "deflate", "br")),
    ],
)
def test_a_page_that_was_archived_as_a_whole_is_not_partial(tmp_path, message):
    page = only(tmp_path, record(message))
    assert page.body.startswith(HALF)
    assert not page.is_partial


def test_what_inflates_too_far_is_too_large(tmp_path):
    bomb = gzip.compress(b"<html>" + bytes(50 * MAX_SIZE_BYTES))
    outcome = only(tmp_path, record(http(bomb, Content_Encoding="gzip")))
    assert outcome == SkippedRecord(reason="too_large")


def test_a_url_may_stand_between_angle_brackets(tmp_path):
    wget = record(http(BODY), WARC_Target_URI="<https://gazette.example/b>")
    assert only(tmp_path, wget).url == "https://gazette.example/b"


def test_two_records_of_one_url_are_two_pages(tmp_path):
    pages, _ = read(write(tmp_path, record(http(b"<html>1")), record(http(b"<html>2"))))
    assert [page.body for page in pages] == [b"<html>1", b"<html>2"]
