"""Keeps the archive within the size that the setting NEWSBOT_ARCHIVE_MAX_GB allows."""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy import Connection, Engine

from newsbot.archive.folder import Folder
from newsbot.crawling.archive.deleting import delete_doomed
from newsbot.crawling.archive.settings import ArchiveSettings
from newsbot.crawling.losses import Counting
from newsbot.storage.archive.files import (
    ArchiveFile,
    doom,
    files_abandoned,
    files_kept,
    insert_file,
    kept_files,
    set_gone,
    sharing_out_room,
)
from newsbot.storage.connection.retry import with_retries

logger = logging.getLogger(__name__)


def keep_within(engine: Engine, settings: ArchiveSettings, counting: Counting) -> None:
    """Deletes the oldest complete WARC files of the archive, until one more file has room in it.

    The deleted files are counted in `newsbot/archive_files_deleted`, and the pages in them in
    `newsbot/archive_pages_deleted`.

    Raises:
        OSError: a file could not be deleted.
    """

    def make_room() -> dict[ArchiveFile, int]:
        with sharing_out_room(engine) as connection:
            return _doom_surplus(connection, settings)

    _delete(engine, settings.folder, with_retries(make_room), counting)


def begin_within(
    engine: Engine, settings: ArchiveSettings, counting: Counting, name: str, run_id: int
) -> int:
    """Inserts the row of a new WARC file, and deletes the oldest files until the new one has room.

    The row is inserted in the transaction that chooses the files to delete. So if several runs
    begin a file at the same time, each run makes room for its own file. Returns the id of the row.

    Raises:
        OSError: an old file could not be deleted. The row of the new file is marked as deleted.
    """

    def make_room() -> tuple[dict[ArchiveFile, int], int]:
        with sharing_out_room(engine) as connection:
            doomed = _doom_surplus(connection, settings)
            return doomed, insert_file(connection, name, run_id)

    doomed, file_id = with_retries(make_room)
    try:
        _delete(engine, settings.folder, doomed, counting)
    except OSError:
        with_retries(partial(set_gone, engine, [file_id]))
        raise
    return file_id


def _doom_surplus(connection: Connection, settings: ArchiveSettings) -> dict[ArchiveFile, int]:
    """Marks the oldest archive files for deletion, until the others leave room for a new file.

    The room is limited by the setting NEWSBOT_ARCHIVE_MAX_GB. Returns how many pages each of the
    marked files had.
    """
    if not settings.most_bytes:
        return {}
    kept = [file for file in files_kept(connection) if file.state != "doomed"]
    abandoned = {file.id for file in files_abandoned(connection)}
    sizes = {file.id: _most_of(settings, file, is_live=file.id not in abandoned) for file in kept}
    return {file: doom(connection, [file.id]) for file in _surplus(settings, kept, sizes)}


def _surplus(
    settings: ArchiveSettings, files: Sequence[ArchiveFile], sizes: dict[int, int]
) -> Iterator[ArchiveFile]:
    """The oldest complete files, as many as must go so that a further file has room."""
    surplus = sum(sizes.values()) + settings.file_bytes - settings.most_bytes
    for file in files:
        # A file that is missing takes no room here. It may be on a disk that is not mounted.
        if surplus > 0 and file.state == "whole" and settings.folder.has(file.name):
            surplus -= sizes[file.id]
            yield file


def _most_of(settings: ArchiveSettings, file: ArchiveFile, *, is_live: bool) -> int:
    """The size of a WARC file in bytes; if a run still writes the file, its maximum size.

    `is_live` says whether the run that writes the file goes on. Such a run may be about to create
    the file. So the file counts with its maximum size even if it does not exist yet.
    """
    size = size_of(settings.folder, file)
    is_growing = file.state == "open" and (size or is_live)
    return max(size, settings.file_bytes) if is_growing else size


def _delete(
    engine: Engine, folder: Folder, doomed: dict[ArchiveFile, int], counting: Counting
) -> None:
    """Deletes the archive files that are marked for deletion.

    `doomed` are the files that this process has marked, each with its number of pages. These files
    and pages are counted in the statistics `counting`. Files that another process has marked, but
    not deleted yet, e.g. because it was stopped, are deleted too, but not counted.
    """
    for file, pages in doomed.items():
        counting.inc_value("newsbot/archive_files_deleted")
        counting.inc_value("newsbot/archive_pages_deleted", pages)
        logger.warning(
            "The archive is full: its oldest file %s, with %d pages since %s, is deleted",
            file.name,
            pages,
            f"{file.created_at:%Y-%m-%d %H:%M}",
        )
    delete_doomed(engine, folder, with_retries(partial(kept_files, engine)))


def size_of(folder: Folder, file: ArchiveFile) -> int:
    """The size of a file on disk, in bytes; 0 if it is missing."""
    for path in (folder.unfinished(file.name), folder.whole(file.name)):
        with contextlib.suppress(FileNotFoundError):
            return path.stat().st_size
    return 0
