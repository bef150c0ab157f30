"""Files of an archive, on this machine and elsewhere."""

import sys
from pathlib import Path

import pytest

from newsbot.crawling.partitions.extracting import extract_partition
from newsbot.crawling.partitions.files import FileError, find_files, opened, write_whole
from newsbot.crawling.partitions.results import read_day
from newsbot.errors import ConfigurationError
from tests.crawl.making import news_page
from tests.crawling.partitions.test_extracting import DAY
from tests.spiders.warc_file import http, record, write


def test_a_pattern_finds_files_with_their_absolute_paths_and_sizes(tmp_path, monkeypatch):
    write(tmp_path, b"1234", suffix="warc")
    monkeypatch.chdir(tmp_path)
    (found,) = find_files("*.warc")
    assert (found.url, found.size_bytes) == (str(tmp_path / "news.warc"), 4)
    with pytest.raises(ConfigurationError, match="no file matches 'other'"):
        find_files("other")


def test_the_name_of_a_folder_is_told_apart_from_one_of_nothing(tmp_path):
    with pytest.raises(ConfigurationError, match=f"{tmp_path} is a folder: name its files, e.g"):
        find_files(str(tmp_path))


def test_a_file_that_is_not_written_as_a_whole_is_not_there(tmp_path):
    def fail(file) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(FileError, match="No space left"):
        write_whole(str(tmp_path / "new" / "a"), fail)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_url_without_the_package_for_it_is_told_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(ConfigurationError, match="cannot use s3://bucket/a: install fsspec"):
        find_files("s3://bucket/a")


def test_a_server_that_cannot_be_reached_is_not_taken_for_one_without_the_file():
    pytest.importorskip("aiohttp")
    url = "http://127.0.0.1:1/news.warc.gz"
    with pytest.raises(FileError, match="Connect call failed"):
        find_files(url)
    with pytest.raises(FileError, match="Connect call failed"), opened(url):
        pass


def test_files_elsewhere_are_found_read_and_written(tmp_path):
    memory = pytest.importorskip("fsspec").filesystem("memory")
    file = write(tmp_path, record(http(news_page("Ferry").encode())), suffix="warc.gz")
    memory.pipe("/bucket/may/news.warc.gz", Path(file).read_bytes())
    (found,) = find_files("memory://bucket/*/*.warc.gz")
    extract_partition(found.url, "memory://out/may/r.parquet")
    (placed,) = read_day("memory://out/may/r.parquet", DAY, 0)
    assert placed.read.result.title == "Ferry sails"
    with pytest.raises(FileError, match="No such file"), opened("memory://bucket/none"):
        pass
