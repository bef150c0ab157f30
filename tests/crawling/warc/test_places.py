"""Each page can be read again at the place where it was found."""

import gzip

import pytest

from newsbot.crawling.warc.records import (
    ArchivedPage,
    WarcFile,
    read_page_at,
    read_pages,
)
from newsbot.errors import SourceError
from tests.spiders.warc_file import SUFFIXES, http, record, write

MOST = 10**6


def opened(path):
    return WarcFile(name=str(path), file=path.open("rb"), modified_s=0)


def all_pages(path) -> list[ArchivedPage]:
    with (warc := opened(path)).file:
        try:
            return [each for each in read_pages(warc, MOST) if isinstance(each, ArchivedPage)]
        except SourceError:
            return []


def page_again(path, page: ArchivedPage) -> ArchivedPage:
    with (warc := opened(path)).file:
        return read_page_at(warc, page.place, MOST)


def records() -> list[bytes]:
    # Some lines stand before a record, and some records hold no page.
    bodies = [b"<html>" + bytes([65 + number]) * 200_000 * (number % 3) for number in range(8)]
    pages = [record(http(body)) for body in bodies]
    first, rest = pages[:4], pages[5:]
    late = b"\r\n\r\n" + pages[4]
    return [record(b"", "warcinfo"), *first, late, record(b"", "request"), *rest]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_page_is_read_again_by_its_place(tmp_path, suffix: str):
    path = write(tmp_path, *records(), suffix=suffix)
    found = all_pages(path)
    assert len(found) == 8
    assert [page_again(path, page) for page in found] == found


def test_a_page_in_a_file_of_one_gzip_member_is_read_again(tmp_path):
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(b"".join(records())))
    found = all_pages(path)
    assert {page.place.start for page in found} == {0}
    assert [page_again(path, page).body for page in found] == [page.body for page in found]


def test_a_page_after_damage_is_read_again(tmp_path):
    members = [gzip.compress(each) for each in records()]
    members[3] = members[3][: len(members[3]) // 2]
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(b"".join(members))
    found = []
    with (warc := opened(path)).file, pytest.raises(SourceError, match="is damaged"):
        found += (each for each in read_pages(warc, MOST) if isinstance(each, ArchivedPage))
    assert len(found) == 7
    assert [page_again(path, page) for page in found] == found


def test_another_file_at_the_place_is_told(tmp_path):
    (page,) = all_pages(write(tmp_path, record(http())))
    path = write(tmp_path, record(b"", "warcinfo"))
    with pytest.raises(SourceError, match="has no page at byte 0 any more"):
        page_again(path, page)
