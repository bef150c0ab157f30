"""Deletes the pages of a site from the archive.

Each WARC file with pages of the site is copied without these pages, and then deleted.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sqlalchemy import Engine

from newsbot import clock
from newsbot.archive.copying import copy_parts
from newsbot.archive.folder import ENDINGS, Folder, Form
from newsbot.archive.open_file import OpenFile, complete_at
from newsbot.archive.records import as_warcinfo
from newsbot.crawling.archive.deleting import delete_files, unlink_files
from newsbot.storage.archive.files import ArchiveFile, add_file, set_whole
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.ownership.archived import (
    Copied,
    count_archived_of,
    files_with,
    kept_places,
    move_to_copy,
)
from newsbot.storage.ownership.holdings import Holding

_COPY = re.compile(r"(?:-c(\d+))?(\.warc\.(?:gz|zst))$")


def purge(engine: Engine, folder: Folder, holding: Holding) -> Iterator[int]:
    """Deletes the pages of a site from the archive; yields the number of pages for each WARC file.

    `holding` says which site it is, and perhaps which of the site's hosts. If a crawl is writing
    one of the files, the file is completed first, and the crawl begins a new file.

    Raises:
        OSError: a file could not be read, copied or deleted.
    """
    for file in with_retries(partial(files_with, engine, holding)):
        before = with_retries(partial(count_archived_of, engine, holding))
        size = complete_at(folder, file.name)
        if size is not None:
            with_retries(partial(set_whole, engine, file.id, size))
        while not _is_purged(engine, folder, file, holding):
            pass
        yield before - with_retries(partial(count_archived_of, engine, holding))


def _is_purged(engine: Engine, folder: Folder, file: ArchiveFile, holding: Holding) -> bool:
    """Copies a WARC file without the pages of `holding`, and deletes the file.

    If a crawl has stored a further page of the file in the meantime, the copy lacks this page. Then
    the copy is deleted instead, and the result is False.
    """
    places = with_retries(partial(kept_places, engine, file.id, holding))
    if not places or not folder.existing(file.name).exists():
        delete_files(engine, folder, [file])
        return True
    copied = _copy(engine, folder, file, places)
    is_moved = with_retries(partial(move_to_copy, engine, file.id, copied, holding))
    if is_moved:
        unlink_files(engine, folder, [file])
    else:
        delete_files(engine, folder, [replace(file, id=copied.file_id, name=copied.name)])
    return is_moved


def _copy(
    engine: Engine, folder: Folder, file: ArchiveFile, places: list[tuple[int, int]]
) -> Copied:
    form: Form = next(form for form, ending in ENDINGS.items() if file.name.endswith(ending))
    name = _name_of_copy(file.name)
    while folder.existing(name).exists():
        name = _name_of_copy(name)
    file_id = with_retries(partial(add_file, engine, name, None))
    target = OpenFile.created(folder, name, as_warcinfo(name, clock.now(), form))
    try:
        starts = list(copy_parts(folder.existing(file.name), places, target))
    except OSError:
        target.discard()
        raise
    target.complete()
    former = [start for start, _ in places]
    return Copied(
        file_id=file_id,
        name=name,
        size_bytes=target.size,
        starts=dict(zip(former, starts, strict=True)),
    )


def _name_of_copy(name: str) -> str:
    """The name "a-c1.warc.gz" for a copy of "a.warc.gz", "a-c2.warc.gz" for a copy of that copy."""
    return _COPY.sub(lambda found: f"-c{int(found[1] or 0) + 1}{found[2]}", name)
