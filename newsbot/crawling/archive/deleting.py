"""Deletes WARC files of the archive, with the rows of their pages."""

import contextlib
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.storage.archive.files import ArchiveFile, doom, set_gone
from newsbot.storage.connection.retry import with_retries


def delete_files(engine: Engine, folder: Folder, files: Sequence[ArchiveFile]) -> int:
    """Deletes WARC files, and returns how many pages were in them.

    First the rows of the pages are deleted, and the rows of the files are marked ("doomed"). Then
    the files are deleted. If the program stops in between, `delete_doomed` deletes the files later.

    Raises:
        OSError: a file could not be deleted.
    """
    ids = [file.id for file in files]

    def forget() -> int:
        with engine.begin() as connection:
            return doom(connection, ids)

    pages = with_retries(forget) if ids else 0
    unlink_files(engine, folder, files)
    return pages


def delete_doomed(engine: Engine, folder: Folder, files: Sequence[ArchiveFile]) -> None:
    """Deletes the files that `delete_files` has marked as doomed, but has not deleted yet."""
    unlink_files(engine, folder, [file for file in files if file.state == "doomed"])


def unlink_files(engine: Engine, folder: Folder, files: Sequence[ArchiveFile]) -> None:
    """Deletes WARC files whose pages have no rows any more, and notes this in the files' rows."""
    for file in files:
        for path in (folder.whole(file.name), folder.unfinished(file.name)):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        with_retries(partial(set_gone, engine, [file.id]))
