"""Completes WARC files whose writers have died.

Such a file has all pages that were stored: their rows say where they are. What follows the last of
them was fetched, but not stored; the next crawl fetches it again. That part is cut off.
"""

import contextlib
import fcntl
import logging
import os
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.archive.open_file import complete_at
from newsbot.archive.reading import NotInArchive, read_records
from newsbot.crawling.archive.deleting import delete_files
from newsbot.crawling.losses import Counting
from newsbot.storage.archive.files import (
    ArchiveFile,
    abandoned_files,
    forget_pages_from,
    page_places,
    set_whole,
)
from newsbot.storage.connection.retry import with_retries

logger = logging.getLogger(__name__)


def adopt_abandoned(engine: Engine, folder: Folder, counting: Counting) -> None:
    """Completes all unfinished files whose runs have ended or were killed.

    They are counted in `newsbot/archive_files_adopted`. Pages that such a file should have, but has
    not, because the machine failed, are counted in `newsbot/archive_pages_lost`.

    Raises:
        OSError: a file could not be completed.
    """
    for file in with_retries(partial(abandoned_files, engine)):
        lost = adopt(engine, folder, file)
        if lost is not None:
            counting.inc_value("newsbot/archive_files_adopted")
        if lost:
            counting.inc_value("newsbot/archive_pages_lost", lost)
            logger.warning("The end of the archive's file %s is lost: %d pages", file.name, lost)


def adopt(engine: Engine, folder: Folder, file: ArchiveFile) -> int | None:
    """Completes an unfinished file; returns how many of its pages are lost.

    The result is None if another process is at work on the file.
    """
    path = folder.existing(file.name)
    if not path.exists():
        return delete_files(engine, folder, [file])
    if _is_locked(path):
        return None
    places = with_retries(partial(page_places, engine, file.id))
    whole = _whole_places(path, places)
    if not whole:
        return delete_files(engine, folder, [file])
    end = sum(whole[-1])
    size = complete_at(folder, file.name, end)
    if len(whole) < len(places):
        with_retries(partial(forget_pages_from, engine, file.id, end))
    with_retries(partial(set_whole, engine, file.id, size or end))
    return len(places) - len(whole)


def _whole_places(path: Path, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of pages in a file, up to the first page that cannot be read."""
    for number, (start, length) in enumerate(places):
        try:
            read_records(path, start, length)
        except NotInArchive:
            return places[:number]
    return places


def _is_locked(path: Path) -> bool:
    """Whether another process writes to a file at this moment."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        with contextlib.suppress(OSError):
            os.close(file)
    return False
