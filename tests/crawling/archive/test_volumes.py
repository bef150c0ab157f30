"""The files that a run writes: their size, what happens if they cannot be written, dead runs."""

import logging
from pathlib import Path

from sqlalchemy import Engine

from newsbot.crawling.archive.volumes import Volumes
from newsbot.crawling.losses import Tally
from tests.crawl.archived import bodies, kinds, records
from tests.crawling.archive.making import (
    end_runs,
    settings_of,
    store,
    volumes_of,
    write,
    written,
)
from tests.storage.making import rows

FILES = "SELECT state FROM newsbot.archive_files ORDER BY id"


def names(folder: Path) -> list[str]:
    return sorted(path.name.rpartition(".")[2] for path in folder.iterdir())


def opened(engine: Engine, folder: Path, tally: Tally | None = None) -> Volumes:
    """The files of a run that has just begun."""
    volumes = volumes_of(engine, settings_of(folder), tally)
    volumes.open()
    return volumes


def test_a_file_that_is_large_enough_is_completed_and_the_next_begins(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path, file_bytes=2000))
    write(engine, volumes, *(f"gazette.example/{n}" for n in range(7)))
    assert names(tmp_path) == ["gz"] * (len(names(tmp_path)) - 1) + ["open"]
    assert len(names(tmp_path)) > 2
    volumes.close()
    assert set(names(tmp_path)) == {"gz"}
    assert set(rows(engine, FILES)) == {("whole",)}
    assert len(bodies(engine, tmp_path)) == 7
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())


def test_a_folder_that_goes_away_and_comes_back_costs_the_pages_between(
    engine: Engine, tmp_path, caplog
):
    folder, away = tmp_path / "archive", tmp_path / "away"
    tally = Tally()
    volumes = volumes_of(engine, settings_of(folder), tally)
    write(engine, volumes, "gazette.example/a")
    folder.rename(away)
    with caplog.at_level(logging.WARNING):
        assert write(engine, volumes, "gazette.example/b", "gazette.example/c") == []
    assert len(caplog.records) == 1
    assert "Articles are stored on" in caplog.text
    assert tally["newsbot/archive_lost/no_folder"] == 2
    away.rename(folder)
    write(engine, volumes, "gazette.example/d")
    volumes.close()
    end_runs(engine)
    write(engine, opened(engine, folder), "gazette.example/e")
    assert [url for _, url in kinds(engine)] == [f"https://gazette.example/{n}" for n in "ade"]
    assert "can be written again" in caplog.text


def test_after_a_loss_nothing_is_tried_for_a_while(engine: Engine, tmp_path):
    tally = Tally()
    (tmp_path / "archive").write_text("no folder")
    volumes = volumes_of(engine, settings_of(tmp_path / "archive"), tally, retry_after_s=600)
    write(engine, volumes, "gazette.example/a")
    (tmp_path / "archive").unlink()
    write(engine, volumes, "gazette.example/b")
    assert tally["newsbot/archive_lost"] == 2
    assert not (tmp_path / "archive").exists()


def test_the_next_run_completes_the_file_of_a_killed_one(engine: Engine, tmp_path):
    killed = volumes_of(engine, settings_of(tmp_path))
    write(engine, killed, "gazette.example/a", "gazette.example/b")
    written(killed, "gazette.example/fetched-but-not-stored")
    end_runs(engine)
    tally = Tally()
    following = opened(engine, tmp_path, tally)
    write(engine, following, "gazette.example/c")
    following.close()
    assert tally["newsbot/archive_files_adopted"] == 1
    assert set(rows(engine, FILES)) == {("whole",)}
    assert len(bodies(engine, tmp_path)) == 3
    assert records(tmp_path).count("response") == 3


def test_a_run_that_was_taken_for_dead_stores_no_page_that_was_cut_off(engine: Engine, tmp_path):
    suspended = volumes_of(engine, settings_of(tmp_path))
    write(engine, suspended, "gazette.example/a")
    late = written(suspended, "gazette.example/b")
    end_runs(engine)
    opened(engine, tmp_path)
    suspended.close()
    store(engine, [late])
    write(engine, suspended, "gazette.example/c")
    suspended.close()
    assert [url[-1] for _, url in kinds(engine)] == ["a", "c"]
    assert len(bodies(engine, tmp_path)) == 2


def test_the_file_of_a_run_that_still_lives_is_left_alone(engine: Engine, tmp_path):
    living = volumes_of(engine, settings_of(tmp_path))
    write(engine, living, "gazette.example/a")
    write(engine, opened(engine, tmp_path), "gazette.example/b")
    assert names(tmp_path) == ["open", "open"]
    write(engine, living, "gazette.example/c")
    assert len(kinds(engine)) == 3


def test_a_file_that_was_cut_off_loses_its_last_page_only(engine: Engine, tmp_path):
    killed = volumes_of(engine, settings_of(tmp_path))
    write(engine, killed, *(f"gazette.example/{name}" for name in "abc"))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-500])
    end_runs(engine)
    tally = Tally()
    write(engine, opened(engine, tmp_path, tally), "gazette.example/d")
    assert tally["newsbot/archive_pages_lost"] == 1
    assert [url[-1] for _, url in kinds(engine)] == ["a", "b", "d"]
    assert rows(engine, "SELECT state FROM newsbot.archive_files ORDER BY id")[0] == ("whole",)


def test_pages_that_were_not_stored_get_rows_when_the_run_ends(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path))
    stored = [written(volumes, "gazette.example/a")]
    written(volumes, "gazette.example/b")
    store(engine, stored)
    volumes.close()
    assert [url[-1] for _, url in kinds(engine)] == ["a", "b"]


def test_the_oldest_files_make_room_for_new_ones(engine: Engine, tmp_path, caplog):
    tally = Tally()
    settings = settings_of(tmp_path, file_bytes=2000, most_bytes=8000)
    volumes = volumes_of(engine, settings, tally)
    for number in range(30):
        write(engine, volumes, f"gazette.example/{number:02}")
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 8000
    volumes.close()
    left = [url[-2:] for _, url in kinds(engine)]
    assert left == [f"{number:02}" for number in range(30 - len(left), 30)]
    assert tally["newsbot/archive_pages_deleted"] == 30 - len(left)
    assert "its oldest file" in caplog.text
    assert len(bodies(engine, tmp_path)) == len(left) > 3
