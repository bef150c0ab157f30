"""Completes WARC files whose writers have died.

Such a file has all pages that were stored: their rows say where they are. What follows the last of
them was fetched, but not stored; the next crawl fetches it again. That part is cut off.
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
from newsbot.crawling.archive.purging import purge_refused
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

    They are counted in `newsbot/archive_files_adopted`. Pages that such a file should have, but has
    not, because the machine failed, are counted in `newsbot/archive_pages_lost`. A file that is
    missing or cannot be completed is left as it is, counted in `newsbot/archive_files_unfinished`,
    and tried again next time: it may be on a disk that is not mounted.
    """
    for file in with_retries(partial(abandoned_files, engine)):
        try:
            lost = adopt(engine, folder, file)
            if lost is not None:
                purge_refused(engine, folder, file.id)
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
    """Completes an unfinished file; returns how many of its pages are lost.

    The result is None if another process is at work on the file, e.g. to complete it, too.

    Raises:
        FileNotFoundError: the file is not in the folder.
        Unreadable: the file cannot be read now.
        OSError: the file could not be completed.
    """
    path = folder.existing(file.name)
    with taken(path) as taken_file:
        # Another process may have completed the file since its row was read.
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
    """The places at which a file does not have a whole page.

    Pages after a damaged one may be whole: each is compressed by itself.
    """
    lost = []
    for start, length in places:
        try:
            read_records(path, start, length)
        except Unreadable:
            raise
        except NotInArchive:
            lost.append((start, length))
    return lost
