"""Deletes the pages of a site or an article from the archive.

Each WARC file with such pages is copied without these pages, and then deleted.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sqlalchemy import Engine

from newsbot import clock
from newsbot.archive.copying import copy_parts
from newsbot.archive.folder import ENDINGS, Folder, Form
from newsbot.archive.open_file import OpenFile, alone_with, complete_at
from newsbot.archive.records import as_warcinfo
from newsbot.crawling.archive.deleting import delete_files, unlink_files
from newsbot.crawling.losses import Counting
from newsbot.storage.archive.files import (
    ArchiveFile,
    add_file,
    copies_begun,
    has_row,
    set_gone,
    set_whole,
)
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.rewriting.ownership.archived import (
    Copied,
    Selection,
    count_archived_of,
    files_with,
    files_with_refused,
    kept_places,
    move_to_copy,
)
from newsbot.storage.rewriting.ownership.holdings import Holding

logger = logging.getLogger(__name__)

NOBODY = Holding(site_id=0, site="")
"""A selection of no pages: those of the site with the id 0, which does not exist. With this
selection, `_is_purged` deletes only pages that have no rows in the database."""
_COPY = re.compile(r"(?:-c(\d+))?(\.warc\.(?:gz|zst))$")


def purge(engine: Engine, folder: Folder, selection: Selection) -> Iterator[int]:
    """Deletes pages from the archive; yields the number of pages for each WARC file.

    `selection` says which pages: those of a site, of one of its hosts, or of an article. If a
    crawl is writing one of the files, the file is completed first, and the crawl begins a new file.

    Raises:
        OSError: a file could not be read, copied or deleted.
    """
    for file in _files_with(engine, selection):
        before = with_retries(partial(count_archived_of, engine, selection))
        size = complete_at(folder, file.name)
        if size is not None:
            with_retries(partial(set_whole, engine, file.id, size))
        while not _is_purged(engine, folder, file, selection):
            pass
        yield before - with_retries(partial(count_archived_of, engine, selection))


def purge_refused(engine: Engine, folder: Folder, run_id: int, counting: Counting) -> None:
    """Deletes pages of forgotten sites and articles that runs have written to the archive.

    To forget a site or an article means to remove it and its pages. If this happens while a run
    fetches such pages, or if a redirect leads a later run to them, the run writes them to its
    files, but the database refuses their rows. So each file with pages that have no row is replaced
    by a copy without them. This is done for the files of all ended runs, and of the run `run_id`,
    which writes no more. A missing file is passed over, because it may be on a disk that is not
    mounted. If a file cannot be copied or deleted, it is counted in
    `newsbot/archive_files_unpurged`, and the next crawl tries again.
    """
    for file in with_retries(partial(files_with_refused, engine, run_id)):
        try:
            while not _is_purged(engine, folder, file, NOBODY):
                pass
        except OSError as error:
            counting.inc_value("newsbot/archive_files_unpurged")
            logger.warning(
                "Forgotten pages may be left in the archive's file %s: %s",
                file.name,
                error,
            )


def _files_with(engine: Engine, selection: Selection) -> Iterator[ArchiveFile]:
    """Yields the files of the archive that have pages which `selection` selects.

    Meanwhile, another command may replace such a file by a copy without some other pages. The copy
    is a new file, and has the pages that `selection` selects. So after the last file, the database
    is asked again, and such copies are yielded too.
    """
    seen: set[int] = set()
    files = with_retries(partial(files_with, engine, selection))
    while files:
        yield from files
        seen.update(file.id for file in files)
        found = with_retries(partial(files_with, engine, selection))
        files = [file for file in found if file.id not in seen and _is_copy(file.name)]


def _is_purged(engine: Engine, folder: Folder, file: ArchiveFile, selection: Selection) -> bool:
    """Deletes pages from a WARC file; returns False if this has to be tried again.

    `selection` says which rows of the table of archived pages are meant. All other pages with a row
    are copied to a new file. Then the old file is deleted, and with it the selected pages and all
    pages without a row. If `selection` is NOBODY, it selects no rows, and only the pages
    without a row are deleted.

    If the file is missing from the folder, there is nothing to copy, and its rows are deleted. With
    NOBODY they stay.

    While the copy is made, a crawl may store a row for a further page of the old file. The copy
    lacks this page. So the copy is deleted, the old file stays, and the result is False.
    """
    with alone_with(folder.existing(file.name)) as is_there:
        places = with_retries(partial(kept_places, engine, file.id, selection))
        if not is_there:
            if selection != NOBODY:
                _delete_missing(engine, folder, file)
            return True
        _delete_begun_copies(engine, folder, file)
        if not places:
            delete_files(engine, folder, [file])
            return True
        copied = _copy(engine, folder, file, places)
        is_moved = with_retries(partial(move_to_copy, engine, file.id, copied, selection))
        if is_moved:
            unlink_files(engine, folder, [file])
        else:
            delete_files(engine, folder, [replace(file, id=copied.file_id, name=copied.name)])
        return is_moved


def _delete_begun_copies(engine: Engine, folder: Folder, file: ArchiveFile) -> None:
    """Deletes copies of a file that other processes have begun, and that no rows refer to.

    Only a process that has the lock of the file makes copies of it. This process has the lock, so
    the others were killed, or their database failed. Their copies have pages that may be forgotten.
    """
    begun = with_retries(partial(copies_begun, engine, file.id))
    if begun:
        delete_files(engine, folder, begun)


def _delete_missing(engine: Engine, folder: Folder, file: ArchiveFile) -> None:
    """Deletes the rows of a file that is not in the folder, and warns if it had pages."""
    if delete_files(engine, folder, [file]):
        logger.warning(
            "The archive's file %s is not in %s: if it was moved, delete it where it is",
            file.name,
            folder.path,
        )


def _is_copy(name: str) -> bool:
    found = _COPY.search(name)
    return found is not None and found[1] is not None


def _copy(
    engine: Engine, folder: Folder, file: ArchiveFile, places: list[tuple[int, int]]
) -> Copied:
    name = _name_of_copy(file.name)
    # The copy of the file needs a name that is not in use. A name is in use if a file in the folder
    # or a row in the database has it. A row may have it without such a file, if an earlier copy
    # failed or was deleted.
    while folder.has(name) or with_retries(partial(has_row, engine, name)):
        name = _name_of_copy(name)
    file_id = with_retries(partial(add_file, engine, name, None))
    try:
        starts, size_bytes = _written(folder, file.name, name, places)
    except OSError:
        # The new file could not be written as a whole. If a part of it exists, its row stays in the
        # database, so that a later crawl finds the row and deletes the part.
        if not folder.has(name):
            with_retries(partial(set_gone, engine, [file_id]))
        raise
    former = [start for start, _ in places]
    return Copied(
        file_id=file_id,
        name=name,
        size_bytes=size_bytes,
        starts=dict(zip(former, starts, strict=True)),
    )


def _written(
    folder: Folder, former: str, name: str, places: list[tuple[int, int]]
) -> tuple[list[int], int]:
    """Copies the pages at `places` in the file `former` to a new file with the name `name`.

    Returns where each page begins in the new file, and the size of the new file, both in bytes.
    """
    form: Form = next(form for form, ending in ENDINGS.items() if name.endswith(ending))
    target = OpenFile.created(folder, name, as_warcinfo(name, clock.now(), form))
    try:
        starts = list(copy_parts(folder.existing(former), places, target))
    except OSError:
        target.discard()
        raise
    target.complete()
    return starts, target.size


def _name_of_copy(name: str) -> str:
    """The name "a-c1.warc.gz" for a copy of "a.warc.gz", "a-c2.warc.gz" for a copy of that copy."""
    return _COPY.sub(lambda found: f"-c{int(found[1] or 0) + 1}{found[2]}", name)
