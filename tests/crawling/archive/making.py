"""Files of the archive as runs write them, with rows in the database."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from fastwarc.warc import ArchiveIterator
from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.archive.records import as_response
from newsbot.crawling.archive.settings import ArchiveSettings
from newsbot.crawling.archive.volumes import Place, Volumes
from newsbot.crawling.losses import Tally
from newsbot.items import ArchivedPage
from newsbot.storage.archive.pages import Settled, write_archived
from newsbot.storage.health.runs import finish_run, start_run
from newsbot.storage.sites.rows import Sites
from tests.archive.making import AT, fetch

PAGE_BYTES = 900
"""About the size of a page's records."""


def settings_of(folder: Path, **changed: int) -> ArchiveSettings:
    values = {"file_bytes": 10**6, "most_bytes": 0} | changed
    return ArchiveSettings(folder=Folder(path=folder), form="gzip", **values)


def volumes_of(
    engine: Engine, settings: ArchiveSettings, tally: Tally | None = None, retry_after_s: float = 0
) -> Volumes:
    run = start_run(engine, "news", {})
    return Volumes(engine, settings, run, Tally() if tally is None else tally, retry_after_s)


def end_runs(engine: Engine) -> None:
    """All runs have ended, as those of killed processes have after a while."""
    with engine.connect() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM newsbot.runs").scalars().all()
    for run_id in ids:
        finish_run(engine, run_id, reason="killed", exit_code=5, counters={})


def write(engine: Engine, volumes: Volumes, *urls: str) -> list[ArchivedPage]:
    """Writes a page for each URL, e.g. "gazette.example/a", and stores their rows."""
    pages = [page for page in map(written, [volumes] * len(urls), urls) if page is not None]
    store(engine, pages)
    return pages


def written(volumes: Volumes, url: str) -> ArchivedPage | None:
    """Writes a page, whose row is not stored yet."""
    site, _, path = url.partition("/")
    fetched = fetch(path, f"<html>{url} {'sails ' * 99}</html>".encode())
    place = volumes.append(as_response(fetched, "gzip"))
    return (
        None
        if place is None
        else volumes.remember(page_at(place, site, url, fetched.payload_sha256))
    )


def page_at(place: Place, site: str, url: str, digest: bytes) -> ArchivedPage:
    return ArchivedPage(
        file_id=place.file_id,
        start=place.start,
        length=place.length,
        kind="page",
        url=f"https://{url}",
        requested_url=f"https://{url}",
        site=site,
        fetched_at=AT + timedelta(seconds=place.start),
        payload_sha256=digest,
    )


def store(engine: Engine, pages: Sequence[ArchivedPage]) -> None:
    site_ids = Sites(engine).site_ids({page.site for page in pages})
    with engine.begin() as connection:
        write_archived(connection, [Settled(page=page) for page in pages], site_ids)


def all_bytes(folder: Path) -> bytes:
    """The bodies of all responses in all files, with or without rows; each has its URL."""
    return b" ".join(
        record.reader.read()
        for file in sorted(folder.iterdir())
        for record in ArchiveIterator(str(file))
        if record.headers["WARC-Type"] == "response"
    )
