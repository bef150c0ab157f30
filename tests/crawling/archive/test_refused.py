"""Sites that are forgotten while a crawl fetches their pages: no page of them stays, in the end."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsbot.archive.folder import Folder
from newsbot.crawling.archive.purging import purge
from newsbot.crawling.archive.volumes import Volumes
from newsbot.crawling.losses import Tally
from newsbot.items import Reread
from newsbot.storage.rewriting.ownership.forgetting import set_forgotten
from newsbot.storage.rewriting.ownership.forgetting_articles import (
    articles_named,
    set_article_forgotten,
)
from tests.crawl.archived import bodies, kinds
from tests.crawling.archive.making import (
    all_bytes,
    end_runs,
    settings_of,
    store,
    volumes_of,
    write,
    written,
)
from tests.crawling.archive.test_purging import FILES, held
from tests.full_disk import full_disk
from tests.storage.making import article, rows, story
from tests.storage.making import store as store_articles

GAZETTE, HERALD = "gazette.example", "herald.example"
ROOM = 500
"""Of a file with two pages, so many bytes are not enough for the copy with one."""


def forget_herald(engine: Engine, folder: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.sites SET domains = ARRAY[key]"))
    set_forgotten(engine, HERALD, [HERALD])
    list(purge(engine, Folder(path=folder), held(engine, HERALD)))


def forgotten_under_way(engine: Engine, folder: Path, tally: Tally, **changed: int) -> Volumes:
    """A run that has a page of a site under way when the site is forgotten, and fetches another."""
    volumes = volumes_of(engine, settings_of(folder, **changed), tally)
    write(engine, volumes, f"{GAZETTE}/a", f"{HERALD}/b")
    late = [written(volumes, f"{site}/late") for site in (GAZETTE, HERALD)]
    forget_herald(engine, folder)
    store(engine, late[:1])  # the Herald's page is refused
    written(volumes, f"{HERALD}/later")
    write(engine, volumes, f"{GAZETTE}/c")
    return volumes


def test_pages_that_a_crawl_fetched_of_a_site_being_forgotten_go_when_it_ends(
    engine: Engine, tmp_path, caplog
):
    tally = Tally()
    forgotten_under_way(engine, tmp_path, tally).close()
    assert HERALD.encode() not in all_bytes(tmp_path)
    assert [url for _, url in kinds(engine)] == [f"https://{GAZETTE}/a", f"https://{GAZETTE}/c"]
    assert len(bodies(engine, tmp_path)) == 2
    assert tally["newsbot/archive_pages_lost"] == 1  # the Gazette's that was under way
    assert "1 pages were lost" in caplog.text


@pytest.mark.parametrize("pages", [0, 1])  # the next act is to end, or to begin another file
def test_pages_that_are_lost_with_a_file_are_counted_whatever_the_run_does_next(
    engine: Engine, tmp_path, pages: int
):
    tally = Tally()
    volumes = volumes_of(engine, settings_of(tmp_path, file_bytes=2000), tally)
    write(engine, volumes, f"{HERALD}/b")
    late = written(volumes, f"{GAZETTE}/late")
    forget_herald(engine, tmp_path)
    store(engine, [late])
    write(engine, volumes, *(f"{GAZETTE}/{number}" for number in range(pages)))
    volumes.close()
    assert tally["newsbot/archive_pages_lost"] == 1
    assert len(bodies(engine, tmp_path)) == len(kinds(engine)) == pages


def test_pages_of_a_forgotten_site_in_the_file_of_a_killed_crawl_go_with_the_next(
    engine: Engine, tmp_path
):
    forgotten_under_way(engine, tmp_path, Tally())
    end_runs(engine)
    volumes_of(engine, settings_of(tmp_path)).open()
    assert HERALD.encode() not in all_bytes(tmp_path)
    assert [url[-1] for _, url in kinds(engine)] == ["a", "c"]
    assert len(bodies(engine, tmp_path)) == 2


def opened(engine: Engine, folder: Path, tally: Tally) -> Volumes:
    """The files of a run that has just begun."""
    volumes = volumes_of(engine, settings_of(folder), tally)
    volumes.open()
    return volumes


def test_a_file_that_was_adopted_but_has_no_room_for_its_copy_is_copied_by_a_later_crawl(
    engine: Engine, tmp_path
):
    forgotten_under_way(engine, tmp_path, Tally())
    end_runs(engine)
    full, after = Tally(), Tally()
    with full_disk(ROOM):
        opened(engine, tmp_path, full)
    assert full == {"newsbot/archive_files_adopted": 1, "newsbot/archive_files_unpurged": 1}
    assert HERALD.encode() in all_bytes(tmp_path)
    opened(engine, tmp_path, after)
    assert after == {}
    assert HERALD.encode() not in all_bytes(tmp_path)
    assert [url[-1] for _, url in kinds(engine)] == ["a", "c"]


def test_what_a_crawl_had_no_room_to_copy_at_its_end_is_copied_by_the_next(
    engine: Engine, tmp_path, caplog
):
    tally = Tally()
    volumes = forgotten_under_way(engine, tmp_path, tally)
    with full_disk(ROOM):
        volumes.close()
    assert tally["newsbot/archive_files_unpurged"] == 1
    assert "Forgotten pages may be left" in caplog.text
    end_runs(engine)
    opened(engine, tmp_path, Tally())
    assert HERALD.encode() not in all_bytes(tmp_path)
    assert len(bodies(engine, tmp_path)) == len(kinds(engine)) == 2


def test_a_disk_that_goes_away_before_the_end_keeps_its_pages(engine: Engine, tmp_path):
    folder, away = tmp_path / "archive", tmp_path / "away"
    volumes = forgotten_under_way(engine, folder, Tally(), file_bytes=3000)
    write(engine, volumes, *(f"{GAZETTE}/{name}" for name in "def"))
    before = kinds(engine)
    assert [url[-1] for _, url in before] == [*"acdef"]
    assert [state for (state,) in rows(engine, FILES)] == ["gone", "whole", "whole", "open"]
    folder.rename(away)
    volumes.close()
    assert kinds(engine) == before
    away.rename(folder)
    end_runs(engine)
    opened(engine, folder, Tally())
    assert HERALD.encode() not in all_bytes(folder)
    assert len(bodies(engine, folder)) == 5


def test_a_page_that_is_found_to_be_of_a_forgotten_article_when_it_is_read_again_goes(
    engine: Engine, tmp_path
):
    volumes = volumes_of(engine, settings_of(tmp_path))
    [page, _] = write(engine, volumes, f"{GAZETTE}/other", f"{GAZETTE}/a")
    volumes.close()
    end_runs(engine)
    ferry = f"https://{GAZETTE}/ferry"
    [named] = articles_named(engine, ferry)
    set_article_forgotten(engine, named)
    again = Reread(article_id=None, same_until=page.fetched_at, archived=page)
    store_articles(engine, article("other", story("ferry"), canonical_url=ferry, reread=again))
    assert [url for _, url in kinds(engine)] == [f"https://{GAZETTE}/a"]
    opened(engine, tmp_path, Tally())
    assert b"/other" not in all_bytes(tmp_path)
    assert len(bodies(engine, tmp_path)) == 1


def test_the_pages_that_a_living_crawl_has_under_way_are_left_alone(engine: Engine, tmp_path):
    living = volumes_of(engine, settings_of(tmp_path, file_bytes=2000))
    write(engine, living, f"{GAZETTE}/a", f"{HERALD}/b")
    forget_herald(engine, tmp_path)
    late = [written(living, f"{GAZETTE}/{number}") for number in range(5)]
    assert len({page.file_id for page in late}) > 1
    opened(engine, tmp_path, Tally())
    store(engine, late)
    living.close()
    assert len(bodies(engine, tmp_path)) == len(kinds(engine)) == 1 + 5
