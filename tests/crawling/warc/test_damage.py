import gzip
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.crawling.warc.reading import BODY, pages_of, read
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
