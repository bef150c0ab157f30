"""Reads and writes the table `newsbot.archive_files`: the WARC files of the archive.

The state of a file is "open" while a process writes to the file, and then "whole". A deletion has
three steps. One transaction deletes the rows of the file's pages, and sets the state to "doomed".
Then the file is deleted from the disk, and at last its state becomes "gone". So no row ever refers
to a deleted page. If a deletion is interrupted, the file is still "doomed" and is found again.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from newsbot.storage.leases.holders import Holder, is_dead

# The key of the PostgreSQL advisory lock that a transaction holds while it adds up the sizes of the
# archive's files and makes room for another one. The number is arbitrary, but no other advisory
# lock of the database may have it.
_ROOM_LOCK = 7013


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A row of `newsbot.archive_files`: what the database stores about one WARC file."""

    id: int
    name: str
    state: str
    size_bytes: int
    created_at: datetime
    closed_at: datetime | None
    """When the file was completed; None if it is still open."""


def add_file(engine: Engine, name: str, run_id: int | None) -> int:
    """Inserts a row for a file that is about to be written, and returns the id of the row."""
    with engine.begin() as connection:
        return insert_file(connection, name, run_id)


def insert_file(connection: Connection, name: str, run_id: int | None) -> int:
    """Inserts a row for a file that is about to be written, and returns the id of the row.

    Unlike `add_file`, it does this in a transaction of the caller. `run_id` is the id of the run
    that writes the file.
    """
    found: int = connection.execute(_ADD, {"name": name, "run": run_id or None}).scalar_one()
    return found


def has_row(engine: Engine, name: str) -> bool:
    """Whether a file with this name is or was in the archive."""
    with engine.connect() as connection:
        return connection.execute(_NAMED, {"name": name}).first() is not None


@contextmanager
def sharing_out_room(engine: Engine) -> Iterator[Connection]:
    """A transaction that chooses which archive files are deleted, so that a new file has room.

    Runs that begin a new file at the same time must not count on the same free space. So a lock
    allows only one such transaction at a time. The others wait for it, and then see its new file.
    """
    with engine.begin() as connection:
        connection.execute(_TAKE, {"key": _ROOM_LOCK})
        yield connection


def set_whole(engine: Engine, file_id: int, size_bytes: int) -> None:
    """Marks a file as complete."""
    with engine.begin() as connection:
        connection.execute(_WHOLE, {"id": file_id, "size": size_bytes})


def set_gone(engine: Engine, file_ids: Sequence[int]) -> None:
    """Marks files as deleted."""
    with engine.begin() as connection:
        connection.execute(_GONE, {"ids": list(file_ids)})


def doom(connection: Connection, file_ids: Sequence[int]) -> int:
    """Deletes the rows of all pages in some files, and marks the files as to be deleted.

    Returns how many rows of pages were deleted.
    """
    # The first statement marks the files as to be deleted. To do so, it waits for the end of all
    # transactions that are storing pages of these files, so that the second statement finds all
    # rows of such pages. Transactions that begin later see the mark, and store no pages of the
    # files.
    connection.execute(_DOOM, {"ids": list(file_ids)})
    return connection.execute(_PAGES_GONE, {"ids": list(file_ids)}).rowcount


def kept_files(engine: Engine) -> list[ArchiveFile]:
    """All files that are not deleted yet, the oldest first."""
    with engine.connect() as connection:
        return files_kept(connection)


def files_kept(connection: Connection) -> list[ArchiveFile]:
    """All files that are not deleted yet, the oldest first, read in the caller's transaction."""
    return [file_of(row) for row in connection.execute(_KEPT)]


def abandoned_files(engine: Engine) -> list[ArchiveFile]:
    """The files that are still open, although the run that wrote them has ended or was killed.

    A run on another machine counts as killed if it has given no sign of life for a minute. A file
    may also be written by a command outside any run. It counts as abandoned after an hour.
    """
    with engine.connect() as connection:
        return files_abandoned(connection)


def files_abandoned(connection: Connection) -> list[ArchiveFile]:
    """The files that are still open, although the command or run that wrote them is over.

    This function does the same as `abandoned_files`, but in the transaction of its caller.
    """
    rows = connection.execute(_OPEN).all()
    return [file_of(row) for row in rows if row.is_over or has_died(row)]


def copies_begun(engine: Engine, file_id: int) -> list[ArchiveFile]:
    """The copies of a file that are not complete, and so have not taken the place of the file.

    If a copy has taken its place already, the result is empty: what is open then may be a copy of
    that copy, with a name of the same form.
    """
    with engine.connect() as connection:
        return [file_of(row) for row in connection.execute(_COPIES, {"id": file_id})]


def is_open(engine: Engine, file_id: int) -> bool:
    """Whether a file is still unfinished."""
    with engine.connect() as connection:
        state: str = connection.execute(_STATE, {"id": file_id}).scalar_one()
    return state == "open"


def page_places(engine: Engine, file_id: int) -> list[tuple[int, int]]:
    """Where the pages of a file are: for each page its first byte and its length, in order."""
    with engine.connect() as connection:
        rows = connection.execute(_PLACES, {"id": file_id}).all()
    return [(row.start, row.length) for row in rows]


def set_adopted(engine: Engine, file_id: int, size_bytes: int, lost: Sequence[int]) -> None:
    """Marks the file of a dead run as complete, and deletes the rows of pages that are not in it.

    Args:
        engine: the database.
        file_id: the id of the file.
        size_bytes: the size of the file. Pages that would end after it are not in the file.
        lost: further pages that are not in the file, each given by the position of its first byte.
    """
    given = {"id": file_id, "size": size_bytes, "lost": list(lost)}
    with engine.begin() as connection:
        # First the row of the file is updated, then the rows of pages that are not in the file are
        # deleted. The update waits for all transactions that are inserting rows of pages of the
        # file, so that the deletion finds these rows too. Transactions that begin later see the new
        # size of the file, and so insert no rows of pages beyond it.
        connection.execute(_WHOLE, given)
        connection.execute(_FORGET, given)


def has_died(row: Row[Any]) -> bool:
    """Whether the run that writes a file of the archive is certainly dead.

    `row` has the columns of the table of runs that identify the run's process. Only for a process
    of this machine can it be certain that it is dead.
    """
    if row.process is None:
        return False
    return is_dead(Holder(machine=row.machine or "", boot=row.boot or "", process=row.process))


def file_of(row: Row[Any]) -> ArchiveFile:
    """The ArchiveFile that a row of the table describes."""
    return ArchiveFile(
        id=row.id,
        name=row.name,
        state=row.state,
        size_bytes=row.size_bytes,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )


_TAKE = text("SELECT pg_advisory_xact_lock(:key)")
_ADD = text("""
    INSERT INTO newsbot.archive_files (name, state, run_id) VALUES (:name, 'open', :run)
    RETURNING id
""")
_NAMED = text("SELECT FROM newsbot.archive_files WHERE name = :name")
_WHOLE = text("""
    UPDATE newsbot.archive_files
    SET state = 'whole', size_bytes = :size, closed_at = coalesce(closed_at, newsbot.now())
    WHERE id = :id AND state IN ('open', 'whole')
""")
_GONE = text("""
    UPDATE newsbot.archive_files SET state = 'gone' WHERE id = ANY(CAST(:ids AS bigint[]))
""")
_PAGES_GONE = text("""
    DELETE FROM newsbot.archived_pages WHERE file_id = ANY(CAST(:ids AS bigint[]))
""")
_DOOM = text("""
    UPDATE newsbot.archive_files
    SET state = 'doomed', closed_at = coalesce(closed_at, newsbot.now())
    WHERE id = ANY(CAST(:ids AS bigint[])) AND state <> 'gone'
""")
_KEPT = text("SELECT * FROM newsbot.archive_files WHERE state <> 'gone' ORDER BY created_at, id")
_OPEN = text("""
    SELECT f.*, r.machine, r.boot, r.process,
        CASE
            WHEN r.id IS NULL THEN f.created_at < newsbot.now() - interval '1 hour'
            ELSE r.finished_at IS NOT NULL OR r.alive_until < newsbot.now()
        END AS is_over
    FROM newsbot.archive_files AS f
    LEFT JOIN newsbot.runs AS r ON r.id = f.run_id
    WHERE f.state = 'open'
    ORDER BY f.id
""")
# "a-c3.warc.gz" may be a copy of "a.warc.gz", "a-c1.warc.gz" or "a-c2.warc.gz": see
# newsbot.crawling.archive.purging.
_COPIES = text(r"""
    SELECT copy.* FROM newsbot.archive_files AS copy JOIN newsbot.archive_files AS former
        ON regexp_replace(copy.name, '-c[0-9]+(\.warc\.[a-z]+)$', '\1')
            = regexp_replace(former.name, '-c[0-9]+(\.warc\.[a-z]+)$', '\1')
    WHERE former.id = :id AND former.state = 'whole'
        AND copy.id > former.id AND copy.state = 'open' AND copy.run_id IS NULL
    ORDER BY copy.id
""")
_STATE = text("SELECT state FROM newsbot.archive_files WHERE id = :id")
_PLACES = text("""
    SELECT start, length FROM newsbot.archived_pages WHERE file_id = :id ORDER BY start
""")
_FORGET = text("""
    DELETE FROM newsbot.archived_pages
    WHERE file_id = :id AND (start = ANY(CAST(:lost AS bigint[])) OR start + length > :size)
""")
