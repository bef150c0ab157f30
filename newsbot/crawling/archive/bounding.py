"""Keeps the archive within the size that the setting NEWSBOT_ARCHIVE_MAX_GB allows."""

import contextlib
import logging
from functools import partial

from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.crawling.archive.deleting import delete_doomed, delete_files
from newsbot.crawling.archive.settings import ArchiveSettings
from newsbot.crawling.losses import Counting
from newsbot.storage.archive.files import ArchiveFile, kept_files
from newsbot.storage.connection.retry import with_retries

logger = logging.getLogger(__name__)


def keep_within(engine: Engine, settings: ArchiveSettings, counting: Counting) -> None:
    """Deletes the oldest complete WARC files of the archive, until one more file has room in it.

    The deleted files are counted in `newsbot/archive_files_deleted`, and the pages in them in
    `newsbot/archive_pages_deleted`.

    Raises:
        OSError: a file could not be deleted.
    """
    files = with_retries(partial(kept_files, engine))
    delete_doomed(engine, settings.folder, files)
    if not settings.most_bytes:
        return
    kept = [file for file in files if file.state != "doomed"]
    sizes = {file.id: _most_of(settings, file) for file in kept}
    surplus = sum(sizes.values()) + settings.file_bytes - settings.most_bytes
    for file in kept:
        if surplus <= 0:
            return
        # A file that is missing takes no room here. It may be on a disk that is not mounted.
        if file.state == "whole" and settings.folder.has(file.name):
            pages = delete_files(engine, settings.folder, [file])
            surplus -= sizes[file.id]
            counting.inc_value("newsbot/archive_files_deleted")
            counting.inc_value("newsbot/archive_pages_deleted", pages)
            logger.warning(
                "The archive is full: its oldest file %s, with %d pages since %s, is deleted",
                file.name,
                pages,
                f"{file.created_at:%Y-%m-%d %H:%M}",
            )


def _most_of(settings: ArchiveSettings, file: ArchiveFile) -> int:
    """The size of a file in bytes; that which it may reach if a run is writing it."""
    size = size_of(settings.folder, file)
    return max(size, settings.file_bytes) if size and file.state == "open" else size


def size_of(folder: Folder, file: ArchiveFile) -> int:
    """The size of a file on disk, in bytes; 0 if it is missing."""
    for path in (folder.unfinished(file.name), folder.whole(file.name)):
        with contextlib.suppress(FileNotFoundError):
            return path.stat().st_size
    return 0
