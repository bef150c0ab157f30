"""The warc spider's whole crawls: files in, pages out, nothing downloaded."""

from datetime import UTC, datetime

from tests.spiders.small_crawl import crawl
from tests.spiders.warc_file import http, record, write


def test_pages_come_out_of_all_files_and_the_rest_is_counted(tmp_path):
    write(
        tmp_path,
        record(b"", "warcinfo"),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(http(status="404 Not Found")),
        record(http(b"<html>1"), WARC_Target_URI="https://www.theguardian.com/a"),
        suffix="warc.gz",
    )
    write(tmp_path, record(http(b"<html>2")), record(http(b"<html>3")), suffix="warc.zst")

    crawled = crawl("warc", path=f"{tmp_path}/*.warc.*")

    pages = sorted(crawled.pages, key=lambda page: page.body)
    assert [page.body for page in pages] == [b"<html>1", b"<html>2", b"<html>3"]
    assert [page.site for page in pages] == ["guardian", "gazette.example", "gazette.example"]
    assert {page.fetched_at for page in pages} == {datetime(2024, 5, 1, 10, tzinfo=UTC)}
    skipped = {k.rpartition("/")[2]: v for k, v in crawled.stats.items() if "warc_skipped" in k}
    assert skipped == {"warcinfo": 1, "request": 1, "status_404": 1}


def test_a_damaged_file_gives_what_can_be_read_and_one_line_of_error(tmp_path):
    path = write(tmp_path, record(http(b"<html>1")), record(http(b"<html>2")))
    path.write_bytes(path.read_bytes()[:-8])
    crawled = crawl("warc", path=str(path))
    assert [page.body for page in crawled.pages] == [b"<html>1"]
    assert crawled.stats["newsbot/warc_failed"] == 1
    assert crawled.log.count("\n") == 1
    assert f"{path} is damaged after 1 records" in crawled.log


def test_pages_above_the_download_limit_are_skipped(tmp_path):
    path = write(tmp_path, record(http(b"<html>" + bytes(2_000))))
    crawled = crawl("warc", {"DOWNLOAD_MAXSIZE": 1_000}, path=str(path))
    assert crawled.stats["newsbot/warc_skipped/too_large"] == 1
    assert crawled.pages == []


def test_files_wait_for_the_pipelines_and_for_each_other(tmp_path):
    for name in ("one", "two", "three"):
        folder = tmp_path / name
        folder.mkdir()
        write(folder, *[record(http(b"<html>"))] * 100)
    settings = {
        "CONCURRENT_ITEMS": 8,
        "ITEM_PIPELINES": {"tests.spiders.slow_pipeline.SlowPipeline": 1},
    }
    crawled = crawl("warc", settings, path=f"{tmp_path}/*/*.warc")
    assert len(crawled.pages) == 300
    # The last of one file may meet the first of the next, never those of a third.
    assert crawled.stats["most_at_once"] <= 2 * 8


def test_a_file_that_is_no_warc_does_not_keep_the_others_from_being_read(tmp_path):
    write(tmp_path, record(http(b"<html>1")))
    (tmp_path / "old.arc").write_bytes(b"filedesc://old.arc 192.0.2.1 20090101000000 text/plain 9")
    (tmp_path / "empty.warc").touch()
    crawled = crawl("warc", path=f"{tmp_path}/*")
    assert [page.body for page in crawled.pages] == [b"<html>1"]
    assert crawled.stats["newsbot/warc_failed"] == 2
    assert f"{tmp_path}/old.arc is an ARC file" in crawled.log
    assert f"{tmp_path}/empty.warc is empty" in crawled.log


def test_what_is_left_out_and_what_has_no_date_is_counted(tmp_path):
    path = write(
        tmp_path,
        record(http(b"<html>1")),
        record(http(b"<html>2"), WARC_Target_URI="https://www.herald.example/a"),
        record(http(b"<html>3"), WARC_Date="2024-04-30T23:59:59Z"),
        record(http(b"<html>4", Date="Wed, 01 May 2024 00:00:00 GMT"), WARC_Date="never"),
        record(http(b"<html>5"), "revisit"),
    )
    wanted = {"host": "gazette.example", "since": "2024-05-01", "until": "2024-05-01"}
    crawled = crawl("warc", path=str(path), **wanted)
    assert [page.body for page in crawled.pages] == [b"<html>1", b"<html>4"]
    counts = {k.partition("newsbot/")[2]: v for k, v in crawled.stats.items() if "warc_" in k}
    assert counts == {
        "warc_skipped/other_host": 1,
        "warc_skipped/other_date": 1,
        "warc_skipped/revisit": 1,
        "warc_dated_by/http_date": 1,
    }
