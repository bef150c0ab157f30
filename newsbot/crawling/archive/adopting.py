"""Completes WARC files that a crawl has left unfinished, e.g. because it was killed.

For each page that was stored, a row of the database says where the page is in the file. Pages after
the last stored page have no rows. They are cut off from the file, and the next crawl fetches them
again.
"""

import logging
import os
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.archive.open_file import rename_whole, taken
from newsbot.archive.reading import NotInArchive, Unreadable, read_records
from newsbot.crawling.archive.deleting import delete_files
from newsbot.crawling.losses import Counting
from newsbot.storage.archive.files import (
    ArchiveFile,
    abandoned_files,
    is_open,
    page_places,
    set_adopted,
)
from newsbot.storage.connection.retry import with_retries

logger = logging.getLogger(__name__)


def adopt_abandoned(engine: Engine, folder: Folder, counting: Counting) -> None:
    """Completes all unfinished files whose runs have ended or were killed.

    The files are counted in `newsbot/archive_files_adopted`. A page is lost if the database says
    that it is in the file, but the file does not have it, e.g. after a power cut. Such pages are
    counted in `newsbot/archive_pages_lost`. A file that is missing or cannot be completed is
    counted in `newsbot/archive_files_unfinished`. Such a file may be on a disk that is not
    mounted, so the next crawl tries to complete it again.
    """
    for file in with_retries(partial(abandoned_files, engine)):
        try:
            lost = adopt(engine, folder, file)
        except (OSError, Unreadable) as error:
            counting.inc_value("newsbot/archive_files_unfinished")
            logger.warning("The archive's file %s was not completed: %s", file.name, error)
            continue
        if lost is not None:
            counting.inc_value("newsbot/archive_files_adopted")
        if lost:
            counting.inc_value("newsbot/archive_pages_lost", lost)
            logger.warning("Parts of the archive's file %s are lost: %d pages", file.name, lost)


def adopt(engine: Engine, folder: Folder, file: ArchiveFile) -> int | None:
    """Completes an unfinished WARC file; returns the number of pages that are lost.

    A page is lost if the database says that it is in the file, but the file does not have it. The
    result is None if another process has locked the file, or has completed it already.

    Raises:
        FileNotFoundError: the file is not in the folder.
        Unreadable: the file cannot be read now.
        OSError: the file could not be completed.
    """
    path = folder.existing(file.name)
    with taken(path) as taken_file:
        # Another process is completing this WARC file now, or has completed it since `file` was
        # read from the database. Then nothing is left to do here.
        if taken_file is None or not with_retries(partial(is_open, engine, file.id)):
            return None
        places = with_retries(partial(page_places, engine, file.id))
        lost = _lost_places(path, places)
        kept = [place for place in places if place not in lost]
        if not kept:
            delete_files(engine, folder, [file])
            return len(places)
        end = sum(kept[-1])
        if os.fstat(taken_file).st_size > end:
            os.ftruncate(taken_file, end)
        if path == folder.unfinished(file.name):
            rename_whole(taken_file, folder, file.name)
        with_retries(partial(set_adopted, engine, file.id, end, [start for start, _ in lost]))
        return len(lost)


def _lost_places(path: Path, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of `places` at which the file has no readable page. A place is a start and a length."""
    lost = []
    for start, length in places:
        try:
            read_records(path, start, length)
        except Unreadable:
            raise
        except NotInArchive:
            lost.append((start, length))
    return lost
