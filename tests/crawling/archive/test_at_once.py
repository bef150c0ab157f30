"""Crawls, prunes and take-downs at once over one archive."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.crawling.archive.adopting import adopt_abandoned
from newsbot.crawling.archive.bounding import keep_within
from newsbot.crawling.archive.deleting import delete_files
from newsbot.crawling.archive.presence import NoFileThere, missing_files, require_files
from newsbot.crawling.archive.purging import purge
from newsbot.crawling.losses import Tally
from newsbot.storage.archive.files import add_file, doom, kept_files
from newsbot.storage.archive.selection import begin, finish
from newsbot.storage.health.runs import finish_run, start_run
from tests.crawl.archived import bodies, kinds, records
from tests.crawling.archive.making import (
    all_bytes,
    end_runs,
    settings_of,
    volumes_of,
    write,
)
from tests.crawling.archive.test_purging import held
from tests.patience import PATIENCE_S
from tests.storage.making import rows

GAZETTE, HERALD, POST = "gazette.example", "herald.example", "post.example"


def test_two_sites_that_are_deleted_at_once_are_both_gone_and_a_third_stays(
    engine: Engine, tmp_path
):
    for number in range(12):
        volumes = volumes_of(engine, settings_of(tmp_path))
        write(engine, volumes, *(f"{site}/{number}" for site in (GAZETTE, HERALD, POST)))
        volumes.close()
    holdings = [held(engine, GAZETTE), held(engine, HERALD)]
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(lambda each: list(purge(engine, Folder(path=tmp_path), each)), holdings * 2)
        )
    assert [url for _, url in sorted(kinds(engine))] == sorted(
        f"https://{POST}/{number}" for number in range(12)
    )
    assert len(bodies(engine, tmp_path)) == 12
    assert GAZETTE.encode() not in all_bytes(tmp_path)
    assert HERALD.encode() not in all_bytes(tmp_path)


def test_crawls_and_prunes_at_once_leave_no_row_without_its_page(engine: Engine, tmp_path):
    settings = settings_of(tmp_path, file_bytes=4000, most_bytes=40_000)

    def crawl(number: int) -> None:
        volumes = volumes_of(engine, settings)
        for page in range(60):
            write(engine, volumes, f"{GAZETTE}/{number}-{page}", f"{HERALD}/{number}-{page}")
        volumes.close()

    def prune(_: int) -> None:
        for _ in range(10):
            whole = [file for file in kept_files(engine) if file.state == "whole"]
            delete_files(engine, settings.folder, whole[:1])
            adopt_abandoned(engine, settings.folder, Tally())

    with ThreadPoolExecutor(5) as threads:
        works = [threads.submit(crawl, number) for number in range(3)]
        works += [threads.submit(prune, number) for number in range(2)]
        for work in works:
            work.result()
    assert len(bodies(engine, tmp_path)) == len(kinds(engine)) > 0
    files = "SELECT name FROM newsbot.archive_files WHERE state = 'whole'"
    assert sorted(row[0] for row in rows(engine, files)) == sorted(
        path.name for path in tmp_path.iterdir()
    )
    assert records(tmp_path).count("response") == len(kinds(engine))


def test_several_runs_at_once_stay_within_the_bound(engine: Engine, tmp_path):
    """Each run begins a file at the same moment as the others, again and again."""
    settings = settings_of(tmp_path, file_bytes=3000, most_bytes=24_000)
    sizes = []
    written_by_all = Barrier(
        4, lambda: sizes.append(sum(path.stat().st_size for path in tmp_path.iterdir()))
    )

    def crawl(number: int) -> None:
        volumes = volumes_of(engine, settings)
        for page in range(30):
            write(engine, volumes, f"{GAZETTE}/{number}-{page:02}")
            written_by_all.wait(PATIENCE_S)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(crawl, range(4)))
    assert len(sizes) == 30
    assert 20_000 < max(sizes) <= 24_000


def test_a_file_that_a_run_is_about_to_create_counts_with_its_whole_size(engine: Engine, tmp_path):
    settings = settings_of(tmp_path, file_bytes=3000, most_bytes=6000)
    before = volumes_of(engine, settings)
    write(engine, before, f"{GAZETTE}/a", f"{GAZETTE}/b")
    before.close()
    run_id = start_run(engine, "news", {})
    add_file(engine, "about-to-be.warc.gz", run_id)
    keep_within(engine, settings, Tally())
    assert list(tmp_path.iterdir()) == []
    finish_run(engine, run_id, reason="killed", exit_code=5, counters={})
    write(engine, before, f"{GAZETTE}/c")
    before.close()
    assert len(list(tmp_path.iterdir())) == 1


def test_files_on_a_disk_that_is_not_mounted_do_not_make_room(engine: Engine, tmp_path):
    settings = settings_of(tmp_path / "archive", file_bytes=2000, most_bytes=8000)
    before = volumes_of(engine, settings)
    write(engine, before, *(f"{GAZETTE}/{number}" for number in range(5)))
    before.close()
    (tmp_path / "archive").rename(tmp_path / "away")
    (tmp_path / "archive").mkdir()
    after = volumes_of(engine, settings)
    write(engine, after, *(f"{HERALD}/{number}" for number in range(20)))
    after.close()
    for file in (tmp_path / "away").iterdir():
        file.rename(tmp_path / "archive" / file.name)
    assert sum(GAZETTE in url for _, url in kinds(engine)) == 5
    assert len(bodies(engine, tmp_path / "archive")) == len(kinds(engine))


def test_a_file_that_is_missing_is_told_when_its_site_is_deleted(engine: Engine, tmp_path, caplog):
    for _ in range(2):
        volumes = volumes_of(engine, settings_of(tmp_path))
        write(engine, volumes, f"{HERALD}/b")
        volumes.close()
    file = min(tmp_path.iterdir())
    file.unlink()
    assert list(purge(engine, Folder(path=tmp_path), held(engine, HERALD))) == [1, 1]
    assert f"{file.name} is not in {tmp_path}" in caplog.text
    assert len(caplog.records) == 1


def test_the_folder_of_an_archive_is_not_made_anew_by_the_next_run(
    engine: Engine, tmp_path, caplog
):
    folder, tally = tmp_path / "archive", Tally()
    before = volumes_of(engine, settings_of(folder))
    write(engine, before, f"{GAZETTE}/a")
    before.close()
    folder.rename(tmp_path / "moved")
    after = volumes_of(engine, settings_of(folder), tally)
    after.open()
    assert write(engine, after, f"{GAZETTE}/b") == []
    assert not folder.exists()
    assert tally["newsbot/archive_files_missing"] == 1 == tally["newsbot/archive_lost/no_folder"]
    assert f"1 of 1 files of the archive are not in {folder}" in caplog.text
    moved = volumes_of(engine, settings_of(tmp_path / "moved"))
    moved.open()
    write(engine, moved, f"{GAZETTE}/b")
    moved.close()
    assert len(bodies(engine, tmp_path / "moved")) == 2


def test_a_file_that_is_about_to_be_created_or_deleted_is_not_missing(engine: Engine, tmp_path):
    folder, tally = Folder(path=tmp_path / "archive"), Tally()
    run_id = start_run(engine, "news", {})
    add_file(engine, "about-to-be.warc.gz", run_id)
    with engine.begin() as connection:
        doom(connection, [add_file(engine, "doomed.warc.gz", run_id)])
    assert missing_files(engine, folder) == []
    require_files(engine, folder)
    volumes_of(engine, settings_of(folder.path), tally).open()
    assert tally == {}
    end_runs(engine)
    assert [file.name for file in missing_files(engine, folder)] == ["about-to-be.warc.gz"]
    with pytest.raises(NoFileThere, match="none of the 1 files"):
        require_files(engine, folder)


def test_the_first_runs_of_an_archive_may_begin_at_once(engine: Engine, tmp_path):
    add_file(engine, "about-to-be.warc.gz", start_run(engine, "news", {}))
    second = volumes_of(engine, settings_of(tmp_path / "archive"))
    second.open()
    assert len(write(engine, second, f"{GAZETTE}/a")) == 1


def test_commands_that_begin_at_once_share_a_row_and_add_their_counts_up_in_it(engine: Engine):
    for site in "abcdef":
        with ThreadPoolExecutor(6) as threads:
            works = list(threads.map(lambda _: begin(engine, {"site": site}, "x+1"), range(6)))  # noqa: B023
            list(threads.map(lambda work: finish(engine, work, {"new": 1, site: 2}), works))  # noqa: B023
        assert len({work.id for work in works}) == 1
        assert [work.is_resumed for work in works].count(False) == 1
    finished = "SELECT counters FROM newsbot.reextractions WHERE finished_at IS NOT NULL"
    found = rows(engine, f"{finished} ORDER BY id")
    assert found == [({"new": 6, site: 12},) for site in "abcdef"]
