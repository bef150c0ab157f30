"""Files of dead runs are completed: by many runs at once, damaged, and out of reach."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.crawling.archive.adopting import adopt_abandoned
from newsbot.crawling.losses import Tally
from tests.crawl.archived import bodies, kinds, records
from tests.crawling.archive.making import end_runs, settings_of, store, volumes_of, write, written
from tests.storage.making import rows

STATES = "SELECT state FROM newsbot.archive_files ORDER BY id"


def adopt(engine: Engine, folder: Path) -> Tally:
    tally = Tally()
    adopt_abandoned(engine, Folder(path=folder), tally)
    return tally


def killed(engine: Engine, folder: Path, names: str = "abc") -> Path:
    """The file of a run that was killed after it had stored a page for each letter."""
    write(engine, volumes_of(engine, settings_of(folder)), *(f"gazette.example/{n}" for n in names))
    end_runs(engine)
    (file,) = folder.glob("*.open")
    return file


def test_runs_that_begin_at_once_complete_each_file_once_and_lose_no_page(engine: Engine, tmp_path):
    for number in range(30):
        volumes = volumes_of(engine, settings_of(tmp_path))
        write(engine, volumes, *(f"gazette.example/{number}-{n}" for n in range(5)))
    end_runs(engine)
    with ThreadPoolExecutor(6) as threads:
        tallies = list(threads.map(lambda _: adopt(engine, tmp_path), range(6)))
    assert sum(tally["newsbot/archive_files_adopted"] for tally in tallies) == 30
    assert sum(tally["newsbot/archive_pages_lost"] for tally in tallies) == 0
    assert rows(engine, STATES) == [("whole",)] * 30
    assert len(bodies(engine, tmp_path)) == 150 == records(tmp_path).count("response")


def test_a_damaged_page_costs_none_of_those_after_it(engine: Engine, tmp_path):
    file = killed(engine, tmp_path)
    data = bytearray(file.read_bytes())
    ((start,),) = rows(
        engine, "SELECT start FROM newsbot.archived_pages ORDER BY start OFFSET 1 LIMIT 1"
    )
    data[start : start + 40] = bytes(40)
    file.write_bytes(data)
    assert adopt(engine, tmp_path)["newsbot/archive_pages_lost"] == 1
    assert [url[-1] for _, url in kinds(engine)] == ["a", "c"]
    assert len(bodies(engine, tmp_path)) == 2


@pytest.mark.parametrize(
    ("last", "off", "kept"),
    [(1, 0, "abc"), (1, -9, "ab"), (0, 5, "ab"), (0, 0, "ab"), (0, -9, "a")],
    ids=["nowhere", "in a record", "in a gzip header", "between records", "in the record before"],
)
def test_a_file_that_was_cut_off_keeps_the_pages_before(
    engine: Engine, tmp_path, last: int, off: int, kept: str
):
    file = killed(engine, tmp_path)
    places = rows(engine, "SELECT start, start + length FROM newsbot.archived_pages ORDER BY start")
    file.write_bytes(file.read_bytes()[: places[-1][last] + off])
    assert adopt(engine, tmp_path)["newsbot/archive_pages_lost"] == 3 - len(kept)
    assert [url[-1] for _, url in kinds(engine)] == list(kept)
    assert len(bodies(engine, tmp_path)) == len(kept)


def test_a_file_on_a_disk_that_is_not_mounted_keeps_its_pages(engine: Engine, tmp_path):
    folder, away = tmp_path / "archive", tmp_path / "away"
    killed(engine, folder)
    folder.rename(away)
    for is_mount_point in (0, True):
        if is_mount_point:
            folder.mkdir()
        assert adopt(engine, folder) == {"newsbot/archive_files_unfinished": 1}
        assert len(kinds(engine)) == 3
    folder.rmdir()
    away.rename(folder)
    assert adopt(engine, folder) == {"newsbot/archive_files_adopted": 1}
    assert len(bodies(engine, folder)) == 3


def test_a_file_that_cannot_be_completed_does_not_keep_others_open(engine: Engine, tmp_path):
    first = killed(engine, tmp_path)
    write(engine, volumes_of(engine, settings_of(tmp_path)), "gazette.example/d")
    end_runs(engine)
    first.unlink()
    first.mkdir()
    tally = adopt(engine, tmp_path)
    assert tally == {"newsbot/archive_files_unfinished": 1, "newsbot/archive_files_adopted": 1}
    assert rows(engine, STATES) == [("open",), ("whole",)]


def test_a_page_that_is_stored_after_its_file_was_cut_gets_no_row(engine: Engine, tmp_path):
    suspended = volumes_of(engine, settings_of(tmp_path))
    write(engine, suspended, "gazette.example/a")
    late = written(suspended, "gazette.example/b")
    end_runs(engine)
    adopt(engine, tmp_path)
    store(engine, [late])
    assert [url[-1] for _, url in kinds(engine)] == ["a"]
