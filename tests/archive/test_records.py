"""WARC records of pages: what is in them, and that others read them."""

import gzip
import io
import re
import uuid
from dataclasses import replace
from hashlib import sha256

import pytest
from fastwarc.stream_io import GzipWriter, ZstdWriter
from fastwarc.warc import ArchiveIterator, WarcRecordType

from newsbot.archive.reading import NotInArchive, read_page, read_records
from newsbot.archive.records import Earlier, as_response, as_revisit, as_warcinfo
from tests.archive.making import AT, fetch

FORMS = ("gzip", "zstd")


def records_of(data: bytes):
    return [(record, record.reader.read()) for record in ArchiveIterator(io.BytesIO(data))]


@pytest.mark.parametrize("form", FORMS)
def test_a_page_is_a_response_with_its_request(form):
    (response, body), (request, _) = records_of(as_response(fetch("a"), form))
    assert (response.record_type, request.record_type) == (
        WarcRecordType.response,
        WarcRecordType.request,
    )
    assert body == b"<html>sails</html>"
    assert response.headers["WARC-Target-URI"] == "https://gazette.example/a"
    assert response.headers["WARC-Date"] == "2026-05-11T12:30:15.123456Z"
    assert response.headers["WARC-IP-Address"] == "192.0.2.1"
    assert request.headers["WARC-Concurrent-To"] == response.headers["WARC-Record-ID"]
    assert request.http_headers["Host"] == "gazette.example"


def test_each_record_has_an_id_of_its_own_that_is_a_uuid():
    earlier = Earlier(url="https://gazette.example/a", fetched_at=AT)
    data = as_response(fetch("a"), "gzip") + as_revisit(fetch("a"), earlier, "gzip")
    ids = [record.headers["WARC-Record-ID"] for record, _ in records_of(data)]
    uuids = {uuid.UUID(each.removeprefix("<urn:uuid:").removesuffix(">")) for each in ids}
    assert len(uuids) == len(ids) == 4


@pytest.mark.parametrize("form", FORMS)
def test_the_payload_digest_is_that_of_the_page(form):
    (response, *_) = ArchiveIterator(io.BytesIO(as_response(fetch("a"), form)))
    assert response.headers["WARC-Payload-Digest"].startswith("sha256:")
    first = next(iter(ArchiveIterator(io.BytesIO(as_response(fetch("a"), form)))))
    assert first.verify_payload_digest()


def test_the_same_bytes_again_are_a_revisit_without_them():
    earlier = Earlier(url="https://gazette.example/a", fetched_at=AT)
    (revisit, body), _ = records_of(as_revisit(fetch("a"), earlier, "gzip"))
    assert (revisit.record_type, body) == (WarcRecordType.revisit, b"")
    assert revisit.headers["WARC-Refers-To-Date"] == "2026-05-11T12:30:15.123456Z"
    assert revisit.headers["WARC-Profile"].endswith("identical-payload-digest")


def test_a_page_that_was_not_sent_again_is_another_kind_of_revisit():
    earlier = Earlier(url="https://gazette.example/a", fetched_at=AT)
    (revisit, _), _ = records_of(as_revisit(fetch("a", body=None), earlier, "gzip"))
    assert revisit.headers["WARC-Profile"].endswith("server-not-modified")


@pytest.mark.parametrize("form", FORMS)
def test_a_page_is_read_at_its_place(form, tmp_path):
    parts = [as_warcinfo("x", AT, form), *(as_response(fetch(n), form) for n in "abc")]
    file = tmp_path / "x.warc.gz"
    file.write_bytes(b"".join(parts))
    start = len(parts[0]) + len(parts[1])
    digest = sha256(b"<html>sails</html>").digest()
    page = read_page(file, start, len(parts[2]), digest)
    assert (page.body, page.content_type) == (b"<html>sails</html>", "text/html; charset=utf-8")
    assert page.etag == '"a"'
    with pytest.raises(NotInArchive, match="another page"):
        read_page(file, start, len(parts[2]), b"0" * 32)


@pytest.mark.parametrize(
    ("headers", "content_type"),
    [
        (b"Content-Type: a\r\nContent-Type: text/html; charset=\xe9", "text/html; charset=\xe9"),
        (b"X: " + b"a" * 250_000, None),
        (b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nContent-Length: 1", None),
        (b"", None),
    ],
)
@pytest.mark.parametrize("body", [b"", b"\r\n\r\nWARC/1.1\r\n\r\n" * 9, b"\x00\xff" * 5_000_000])
def test_odd_pages_are_read_as_they_were(headers, content_type, body, tmp_path):
    head = b"HTTP/1.1 799 \r\n" + headers + (b"\r\n\r\n" if headers else b"\r\n")
    page = fetch("a", body)
    odd = replace(page, exchange=replace(page.exchange, response_head=head))
    data = as_response(odd, "gzip")
    (tmp_path / "x").write_bytes(data)
    found = read_page(tmp_path / "x", 0, len(data), sha256(body).digest())
    assert (found.body == body, found.content_type) == (True, content_type)


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_page_is_no_page(form, tmp_path):
    data = as_response(fetch("a", b"".join(b"%d " % n for n in range(9999))), form)
    file = tmp_path / "x.warc.gz"
    for bad in (data[:-400], data[:900] + bytes(300) + data[1200:], b"no warc" * 200, b""):
        file.write_bytes(bad)
        with pytest.raises(NotInArchive):
            read_records(file, 0, len(data))
    with pytest.raises(NotInArchive, match="No such file"):
        read_records(tmp_path / "missing", 0, 10)


def saying(said: bytes | None, form: str) -> bytes:
    """A page whose first record says this of its length; None: what is true."""
    data = gzip.decompress(as_response(fetch("a"), "gzip"))
    if said is not None:
        data = re.sub(rb"(\r\nContent-Length: )\d+", rb"\g<1>" + said, data, count=1)
    found = io.BytesIO()
    writer = GzipWriter(found) if form == "gzip" else ZstdWriter(found)
    writer.write(data)
    writer.finish()
    writer.flush()
    return found.getvalue()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("said", [b"10", b"99999999999", b"-5", b"many", b""])
def test_a_record_that_lies_about_its_length_is_no_page(form, said, tmp_path):
    """Every reader would take another body out of such a record, or none."""
    body = b"<html>sails</html>"
    honest, lying = saying(None, form), saying(said, form)
    (tmp_path / "x").write_bytes(honest + lying)
    assert read_page(tmp_path / "x", 0, len(honest), sha256(body).digest()).body == body
    with pytest.raises(NotInArchive):
        read_page(tmp_path / "x", len(honest), len(lying), sha256(body).digest())
