"""The file that is being written: whole records, a full disk, and another process that takes it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from newsbot.archive.folder import Folder, folder_of
from newsbot.archive.open_file import OpenFile, TakenError, alone_with, complete_at
from newsbot.errors import ConfigurationError
from tests.full_disk import full_disk


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "archive").mkdir()
    return Folder(path=tmp_path / "archive")


def test_a_file_has_its_name_only_when_it_is_complete(folder):
    file = OpenFile.created(folder, "a.warc.gz", b"start")
    assert file.append(b"page") == len(b"start")
    assert [path.name for path in folder.path.iterdir()] == ["a.warc.gz.open"]
    file.complete()
    assert folder.whole("a.warc.gz").read_bytes() == b"startpage"
    assert not folder.unfinished("a.warc.gz").exists()


def test_a_record_that_does_not_fit_leaves_nothing_behind(folder):
    file = OpenFile.created(folder, "a.warc.gz", b"start")
    file.append(b"page")
    with full_disk(100):
        with pytest.raises(OSError, match="File too large"):
            file.append(b"x" * 200)
        assert folder.unfinished("a.warc.gz").read_bytes() == b"startpage"
        assert file.append(b"next") == len(b"startpage")


def test_a_file_that_another_process_completed_is_written_no_more(folder):
    file = OpenFile.created(folder, "a.warc.gz", b"start")
    assert complete_at(folder, "a.warc.gz") == len(b"start")
    with pytest.raises(TakenError):
        file.append(b"page")
    file.complete()
    assert folder.whole("a.warc.gz").read_bytes() == b"start"


def test_a_file_that_another_process_completed_and_copies_is_not_waited_for(folder):
    file = OpenFile.created(folder, "a.warc.gz", b"start")
    complete_at(folder, "a.warc.gz")
    with ThreadPoolExecutor(1) as thread, alone_with(folder.whole("a.warc.gz")) as is_there:
        assert is_there
        error = thread.submit(file.append, b"page").exception(timeout=30)
        assert isinstance(error, TakenError)
        assert thread.submit(file.complete).result(timeout=30) is False


def test_a_complete_file_is_not_completed_again(folder):
    OpenFile.created(folder, "a.warc.gz", b"start").append(b"page")
    assert complete_at(folder, "a.warc.gz") == complete_at(folder, "a.warc.gz") == 9
    assert complete_at(folder, "other") is None


def test_an_archive_is_a_folder(tmp_path):
    assert folder_of("") is None
    assert folder_of(f"file://{tmp_path}") == folder_of(str(tmp_path)) == Folder(path=tmp_path)
    with pytest.raises(ConfigurationError, match="fsspec"):
        folder_of("s3://bucket/news")
