import gzip
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.crawling.warc.records import SkippedRecord
from tests.crawling.warc.reading import BODY, MAX_SIZE_BYTES, pages_of, read
from tests.spiders.warc_file import SUFFIXES, http, record, write

every_format = pytest.mark.parametrize("suffix", SUFFIXES)


@every_format
@pytest.mark.parametrize("kept", [0.35, 0.5, 0.9])
def test_a_file_that_is_cut_off_gives_what_came_before_and_an_error(tmp_path, suffix, kept):
    noise = hashlib.shake_128(b"seed").hexdigest(3_000).encode()  # gzip cannot shorten it much
    path = write(tmp_path, *[record(http(b"<html>" + noise))] * 3, suffix=suffix)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    pages, error = pages_of(path)
    assert [len(page.body) for page in pages] == [6_006] * int(3 * kept)
    assert "is damaged after" in error


@every_format
@pytest.mark.parametrize("extra", [1, 3, 12, 30, 60, 100])
def test_a_record_that_is_cut_off_in_its_header_is_an_error(tmp_path, suffix, extra):
    path = write(tmp_path, record(http(BODY)), suffix=suffix)
    one = path.read_bytes()
    path.write_bytes(one + one[:extra])
    pages, error = pages_of(path)
    assert len(pages) == 1
    assert "is damaged after 1 records" in error


@every_format
def test_a_file_with_garbage_in_the_middle_gives_what_came_before_and_after(tmp_path, suffix):
    path = write(tmp_path, record(http(BODY)), suffix=suffix)
    one = path.read_bytes()
    path.write_bytes(one + b"garbage" * 40 + one)
    pages, error = pages_of(path)
    assert len(pages) == 2
    assert "is damaged after 1 records" in error


@pytest.mark.parametrize("suffix", ["warc.gz", "warc.zst"])
@pytest.mark.parametrize("stated", ["99999999", "99999999999"])
def test_a_compressed_record_that_states_too_large_a_size_costs_no_others(tmp_path, suffix, stated):
    wrong = record(http(BODY), Content_Length=stated)
    path = write(tmp_path, record(http(BODY)), wrong, *[record(http(BODY))] * 2, suffix=suffix)
    pages, error = pages_of(path)
    assert len(pages) == 3
    assert "is damaged after 1 records" in error


@pytest.mark.parametrize("suffix", ["warc.gz", "warc.zst"])
def test_a_large_record_is_skipped_to_its_end_even_if_a_file_of_records_is_in_it(tmp_path, suffix):
    inner = record(http(BODY)) * (2 * MAX_SIZE_BYTES // len(BODY))
    large = record(http(inner))
    (skipped, page), error = read(write(tmp_path, large, record(http(BODY)), suffix=suffix))
    assert (skipped, page.body, error) == (SkippedRecord(reason="too_large"), BODY, None)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello\n" * 50, gzip.compress(b"hello\n" * 50, mtime=0), gzip.compress(b"", mtime=0)],
)
def test_what_is_no_warc_file_is_an_error(tmp_path, content):
    path = tmp_path / "not.warc"
    path.write_bytes(content)
    outcomes, error = read(path)
    assert outcomes == []
    assert str(path) in error


@settings(max_examples=50)
@given(noise=st.binary(max_size=300), suffix=st.sampled_from(SUFFIXES), at=st.integers(0, 2_000))
def test_no_damage_raises_anything_but_a_source_error(tmp_path_factory, noise, suffix, at):
    path = write(tmp_path_factory.mktemp("warc"), *[record(http(BODY))] * 2, suffix=suffix)
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    read(path)


def damaged(folder, suffix, middle):
    """A file of three records, of which the second was changed by `middle`."""
    ones = [record(http(b"<html>%d" % number + BODY)) for number in range(3)]
    packed = [write(folder, one, suffix=suffix).read_bytes() for one in ones]
    path = folder / f"damaged.{suffix}"
    path.write_bytes(packed[0] + middle(packed[1]) + packed[2])
    return path


CHANGES = {
    "its start": lambda part: part[: len(part) // 2],
    "its end": lambda part: part[-len(part) // 2 :],
    "zero bytes": lambda part: bytes(len(part)),
    "other text": lambda part: b"<p>not found</p>\n" * (len(part) // 9),
    "flipped bits": lambda part: part[:40] + bytes(b ^ 255 for b in part[40:60]) + part[60:],
}


@every_format
@pytest.mark.parametrize("middle", CHANGES.values(), ids=CHANGES)
def test_what_comes_after_a_damaged_record_is_read(tmp_path, suffix, middle):
    pages, error = pages_of(damaged(tmp_path, suffix, middle))
    assert pages[0].body[:7] == b"<html>0"
    assert pages[-1].body[:7] == b"<html>2"
    assert error is None or "is damaged after 1 records" in error


def test_a_lost_record_is_counted(tmp_path):
    path = damaged(tmp_path, "warc.gz", lambda part: part[: len(part) // 2])
    outcomes, error = read(path)
    assert [type(each).__name__ for each in outcomes] == [
        "ArchivedPage",
        "SkippedRecord",
        "ArchivedPage",
    ]
    assert outcomes[1] == SkippedRecord(reason="damaged")
    assert error.endswith("2 records were read in all")


def test_a_record_whose_checksum_is_wrong_is_used(tmp_path):
    path = damaged(tmp_path, "warc.gz", lambda part: part[:-8] + bytes(8))
    pages, error = pages_of(path)
    assert len(pages) == 3
    assert "a checksum is wrong" in error


def test_a_record_without_a_length_is_lost_alone(tmp_path):
    pages, error = pages_of(damaged(tmp_path, "warc", lambda part: part.replace(b"Length", b"Len")))
    assert [page.body[:7] for page in pages] == [b"<html>0", b"<html>2"]
    assert "no Content-Length" in error
