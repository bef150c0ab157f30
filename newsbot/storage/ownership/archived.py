"""Finds the archived pages of a site, to delete them or to move them to another site.

A WARC file is not changed in place to delete pages. It is copied without the deleted pages. Then
the rows of the kept pages are made to refer to the copy.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from newsbot.storage.archive.files import ArchiveFile, doom, file_of
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.ownership.holdings import BY_URL, Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The copy of a WARC file, without the deleted pages."""

    file_id: int
    name: str
    size_bytes: int
    starts: dict[int, int]
    """The first byte of each kept page in the old file → its first byte in the copy."""


def count_archived_of(engine: Engine, holding: Holding) -> int:
    """The number of archived pages that `holding` selects: all of a site, or those of one host."""
    with engine.connect() as connection:
        found: int = connection.execute(_COUNT, holding.parameters).scalar_one()
        return found


def files_with(engine: Engine, holding: Holding) -> list[ArchiveFile]:
    """The archive files that may contain pages which `holding` selects.

    These are the files with such pages, and the files with pages that have no row in the database.
    A page has no row if a crawl was killed after it wrote the page to the file. Such a page may
    belong to the site, too.
    """
    with engine.connect() as connection:
        return [file_of(row) for row in connection.execute(_FILES, holding.parameters)]


def kept_places(engine: Engine, file_id: int, holding: Holding) -> list[tuple[int, int]]:
    """The places in a WARC file of the pages that stay in the archive.

    These are the pages that `holding` does not select. Each place is a pair: the position of the
    page's first byte in the file, and the number of its bytes.
    """
    with engine.connect() as connection:
        rows = connection.execute(_KEPT, {"id": file_id, **holding.parameters}).all()
    return [(row.start, row.length) for row in rows]


def move_to_copy(engine: Engine, file_id: int, copied: Copied, holding: Holding) -> bool:
    """Makes the rows of archived pages refer to the copy of their WARC file, in place of the file.

    The copy has the pages of the file that stay in the archive. The rows of the pages that
    `holding` selects are deleted.

    If a crawl has stored another page in the file since the copy was made, nothing is changed, and
    the result is False.
    """
    with engine.begin() as connection:
        take_storing_lock(connection)
        kept = connection.execute(_KEPT, {"id": file_id, **holding.parameters}).all()
        if any(row.start not in copied.starts for row in kept):
            return False
        _move(connection, file_id, copied)
        doom(connection, [file_id])
        connection.execute(_WHOLE, {"id": copied.file_id, "size": copied.size_bytes, "of": file_id})
    return True


def move_archived(engine: Engine, holding: Holding, site_id: int) -> None:
    """Makes the archived pages that `holding` selects belong to the site with the id `site_id`."""
    with engine.begin() as connection:
        connection.execute(_ADOPT, holding.parameters | {"to": site_id})


def _move(connection: Connection, file_id: int, copied: Copied) -> None:
    starts = list(copied.starts)
    given = {
        "old": file_id,
        "new": copied.file_id,
        "starts": starts,
        "moved": [copied.starts[start] for start in starts],
    }
    connection.execute(_MOVE, given)


_COUNT = text(f"SELECT count(*) FROM newsbot.archived_pages AS p WHERE {BY_URL}")  # noqa: S608
_FILES = text(f"""
    SELECT f.* FROM newsbot.archive_files AS f
    WHERE f.state IN ('open', 'whole')
        AND (
            EXISTS (SELECT FROM newsbot.archived_pages AS p WHERE p.file_id = f.id AND {BY_URL})
            OR f.size_bytes > (
                SELECT min(p.start) + sum(p.length) FROM newsbot.archived_pages AS p
                WHERE p.file_id = f.id
            )
        )
    ORDER BY f.id
""")  # noqa: S608 - of constants
_KEPT = text(f"""
    SELECT p.start, p.length FROM newsbot.archived_pages AS p
    WHERE p.file_id = :id AND NOT ({BY_URL})
    ORDER BY p.start
""")  # noqa: S608 - of constants
_MOVE = text("""
    UPDATE newsbot.archived_pages AS p SET file_id = :new, start = moved.start
    FROM unnest(CAST(:starts AS bigint[]), CAST(:moved AS bigint[])) AS moved (former, start)
    WHERE p.file_id = :old AND p.start = moved.former
""")
# The copy gets the time of creation of the former file. So it counts as equally old when the oldest
# files are deleted to save space.
_WHOLE = text("""
    UPDATE newsbot.archive_files AS copy
    SET state = 'whole', size_bytes = :size, created_at = former.created_at,
        closed_at = coalesce(former.closed_at, newsbot.now())
    FROM newsbot.archive_files AS former WHERE copy.id = :id AND former.id = :of
""")
_ADOPT = text(f"UPDATE newsbot.archived_pages SET site_id = :to WHERE {BY_URL}")  # noqa: S608
