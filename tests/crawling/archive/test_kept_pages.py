"""Reading pages while another command prunes the archive, deletes a site, or completes a file."""

import asyncio

import pytest
from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.archive.reading import Pruned, Unreadable
from newsbot.crawling.archive.deleting import delete_files
from newsbot.crawling.archive.kept_pages import KeptPages
from newsbot.crawling.archive.purging import purge
from newsbot.storage.archive.files import kept_files
from newsbot.storage.archive.pages import Settled, settle_again
from newsbot.storage.archive.selection import Asked, Stored, next_pages, present
from tests.crawling.archive.making import settings_of, volumes_of, write
from tests.crawling.archive.test_purging import held
from tests.storage.making import rows


def chosen(engine: Engine) -> list[Stored]:
    return next_pages(engine, Asked(), present(engine), None)


def body(engine: Engine, folder, stored: Stored) -> bytes:
    pages = KeptPages(engine=engine, folder=Folder(path=folder))
    return asyncio.run(pages.page(stored)).body


def test_a_page_whose_file_is_copied_meanwhile_is_read_and_settled_in_the_copy(
    engine: Engine, tmp_path
):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "herald.example/b", "gazette.example/a")
    volumes.close()
    (_, stored) = chosen(engine)
    for again in ("herald.example", "post.example"):
        write(engine, volumes, "post.example/c")
        list(purge(engine, Folder(path=tmp_path), held(engine, again)))
    assert b"gazette.example/a" in body(engine, tmp_path, stored)
    with engine.begin() as connection:
        settle_again(connection, [Settled(page=stored.page, extractor_version="x+9")])
    settled = "SELECT url FROM newsbot.archived_pages WHERE extractor_version = 'x+9'"
    assert rows(engine, settled) == [("https://gazette.example/a",)]


def test_a_page_that_is_pruned_meanwhile_is_told_from_one_that_cannot_be_read(
    engine: Engine, tmp_path
):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "gazette.example/a")
    volumes.close()
    (stored,) = chosen(engine)
    away = tmp_path.rename(tmp_path.with_name("away"))
    with pytest.raises(Unreadable):
        body(engine, tmp_path, stored)
    away.rename(tmp_path)
    delete_files(engine, Folder(path=tmp_path), kept_files(engine))
    with pytest.raises(Pruned, match=r"https://gazette\.example/a was deleted"):
        body(engine, tmp_path, stored)


def test_a_page_is_read_while_its_file_is_written_and_completed(engine: Engine, tmp_path):
    volumes = volumes_of(engine, settings_of(tmp_path))
    write(engine, volumes, "gazette.example/a")
    (stored,) = chosen(engine)
    assert b"gazette.example/a" in body(engine, tmp_path, stored)
    volumes.close()
    assert b"gazette.example/a" in body(engine, tmp_path, stored)
