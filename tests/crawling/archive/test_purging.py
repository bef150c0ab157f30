"""Deleting the pages of a site: nothing of them is left in any file, and all others stay."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.archive.records import as_response, as_warcinfo
from newsbot.crawling.archive.purging import purge
from newsbot.items import Exchange
from newsbot.storage.archive.files import add_file
from newsbot.storage.rewriting.ownership.adopting import adopt
from newsbot.storage.rewriting.ownership.archived import MOST_ABOUT_ITSELF
from newsbot.storage.rewriting.ownership.holdings import Holding
from tests.archive.making import AT, fetch
from tests.crawl.archived import bodies, kinds, records
from tests.crawling.archive.making import (
    all_bytes,
    end_runs,
    settings_of,
    volumes_of,
    write,
    written,
)
from tests.full_disk import full_disk
from tests.storage.making import rows

FILES = "SELECT state FROM newsbot.archive_files ORDER BY id"


def held(engine: Engine, site: str, host: str | None = None) -> Holding:
    ((site_id,),) = rows(engine, f"SELECT id FROM newsbot.sites WHERE key = '{site}'")  # noqa: S608
    return Holding(site_id=site_id, site=site, host=host)


def content(folder) -> list[str]:
    records(folder)
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_copied_without_the_pages_of_the_site(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "gazette.example/a", "herald.example/b", "gazette.example/c")
    volumes.close()
    assert list(purge(engine, Folder(path=tmp_path), held(engine, "herald.example"))) == [1]
    assert [url for _, url in kinds(engine)] == [
        "https://gazette.example/a",
        "https://gazette.example/c",
    ]
    assert all(b"gazette" in body for body in bodies(engine, tmp_path))
    assert records(tmp_path) == ["warcinfo", *["response", "request"] * 2]
    assert [name.endswith("-c1.warc.gz") for name in content(tmp_path)] == [True]
    assert rows(engine, FILES) == [("gone",), ("whole",)]


def test_a_file_that_is_being_written_is_completed_first(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "gazette.example/a", "herald.example/b")
    assert list(purge(engine, Folder(path=tmp_path), held(engine, "herald.example"))) == [1]
    write(engine, volumes, "gazette.example/c")
    volumes.close()
    assert [url[-1] for _, url in kinds(engine)] == ["a", "c"]
    assert len(bodies(engine, tmp_path)) == 2
    assert records(tmp_path).count("response") == 2


def test_copies_that_killed_commands_have_left_go_with_the_next_copy(engine: Engine, tmp_path):
    """Such a copy has pages of other sites, which may be forgotten next."""
    folder = Folder(path=tmp_path)
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "gazette.example/a", "herald.example/b", "ferry.example/c")
    volumes.close()
    (name,) = content(tmp_path)
    stem, whole = name.removesuffix(".warc.gz"), (tmp_path / name).read_bytes()
    begun = [f"{stem}-c1.warc.gz.open", f"{stem}-c2.warc.gz"]
    for each in begun:
        add_file(engine, each.removesuffix(".open"), None)
        (tmp_path / each).write_bytes(whole)
    add_file(engine, f"{stem}-c3.warc.gz", None)  # the command was killed before it made the file
    list(purge(engine, folder, held(engine, "herald.example")))
    assert content(tmp_path) == [f"{stem}-c4.warc.gz"]
    assert b"herald" not in all_bytes(tmp_path)
    list(purge(engine, folder, held(engine, "ferry.example")))
    assert b"ferry" not in all_bytes(tmp_path)
    assert sorted(rows(engine, FILES)) == [("gone",)] * 5 + [("whole",)]


def test_a_file_with_nothing_else_is_deleted(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "herald.example/b")
    volumes.close()
    assert list(purge(engine, Folder(path=tmp_path), held(engine, "herald.example"))) == [1]
    assert content(tmp_path) == []


@pytest.mark.parametrize("others", [("a", "c"), ("c",)])  # the page is amid the file, or its first
def test_pages_that_a_killed_run_left_without_rows_go_too(engine: Engine, tmp_path, others):
    killed = volumes_of(engine, settings_of(tmp_path))
    for name in sorted({*others, "b"}):
        if name == "b":
            written(killed, "herald.example/b")
        else:
            write(engine, killed, f"gazette.example/{name}")
    end_runs(engine)
    following = volumes_of(engine, settings_of(tmp_path))
    following.open()
    write(engine, following, "herald.example/d")
    list(purge(engine, Folder(path=tmp_path), held(engine, "herald.example")))
    assert records(tmp_path).count("response") == len(others)
    assert [url[-1] for _, url in kinds(engine)] == [*others]


def test_only_one_host_of_a_site_may_go(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "herald.example/b", "gazette.example/a")
    volumes.close()
    folder = Folder(path=tmp_path)
    assert list(purge(engine, folder, held(engine, "herald.example", "other.example"))) == []
    assert list(purge(engine, folder, held(engine, "herald.example", "herald.example"))) == [1]
    assert [url for _, url in kinds(engine)] == ["https://gazette.example/a"]


def test_pages_of_an_adopted_host_go_with_their_new_site(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "herald.example/b", "gazette.example/a")
    volumes.close()
    new = held(engine, "gazette.example")
    list(adopt(engine, new.site_id, [held(engine, "herald.example", "herald.example")]))
    assert list(purge(engine, Folder(path=tmp_path), new)) == [2]
    assert content(tmp_path) == []


@pytest.mark.parametrize("room", [0, 500])  # for nothing, or not for all
def test_a_copy_that_has_no_room_leaves_nothing_and_is_made_later(
    engine: Engine, tmp_path, room: int
):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "gazette.example/a", "herald.example/b", "gazette.example/c")
    volumes.close()
    before = content(tmp_path)
    with full_disk(room), pytest.raises(OSError, match="File too large"):
        list(purge(engine, Folder(path=tmp_path), held(engine, "herald.example")))
    assert content(tmp_path) == before
    assert rows(engine, FILES) == [("whole",), ("gone",)]
    assert list(purge(engine, Folder(path=tmp_path), held(engine, "herald.example"))) == [1]
    assert len(bodies(engine, tmp_path)) == 2 == records(tmp_path).count("response")


@pytest.mark.parametrize("form", ["gzip", "zstd"])
def test_a_record_about_the_file_is_smaller_than_any_page(form):
    page = replace(fetch("a", b""), exchange=Exchange(request_head=b"", response_head=b""))
    name = "newsbot-20260501063000-123456789-123456-c99.warc.gz"
    least = len(as_warcinfo("a", AT, form)) + len(as_response(page, form))
    assert len(as_warcinfo(name, AT, form)) <= MOST_ABOUT_ITSELF < least
