"""Finds the archived pages of a site, and moves the other pages of a file to a copy of the file."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from newsbot.storage.archive.files import ArchiveFile, doom, file_of
from newsbot.storage.connection.storing_lock import take_storing_lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """Says which pages of the archive are deleted: those of a site, or those with one host."""

    site_id: int
    host: str | None = None
    """The host, as newsbot.urls.origin_of gives it; None: pages with any host."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the parameters of the SQL in this module."""
        return {"site": self.site_id, "host": self.host}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The copy of a file, which has only the pages that are kept."""

    file_id: int
    name: str
    size_bytes: int
    starts: dict[int, int]
    """The place of each page in the old file → the place in the copy."""


def count_doomed(engine: Engine, doomed: Doomed) -> int:
    """The number of pages that are to be deleted."""
    with engine.connect() as connection:
        found: int = connection.execute(_COUNT, doomed.parameters).scalar_one()
        return found


def files_with(engine: Engine, doomed: Doomed) -> list[ArchiveFile]:
    """The files that have a page which is to be deleted, or bytes that no row tells of.

    If a crawl was killed, such bytes are pages that it fetched, but did not store. They may be of
    the site, too.
    """
    with engine.connect() as connection:
        return [file_of(row) for row in connection.execute(_FILES, doomed.parameters)]


def kept_places(engine: Engine, file_id: int, doomed: Doomed) -> list[tuple[int, int]]:
    """The places of the pages in a file that are kept: pairs of the first byte and the length."""
    with engine.connect() as connection:
        rows = connection.execute(_KEPT, {"id": file_id, **doomed.parameters}).all()
    return [(row.start, row.length) for row in rows]


def move_to_copy(engine: Engine, file_id: int, copied: Copied, doomed: Doomed) -> bool:
    """Makes the rows of the kept pages refer to the copy, and deletes the rows of all others.

    If a crawl has stored a further page of the file since the copy was made, nothing is changed,
    and the result is False.
    """
    with engine.begin() as connection:
        take_storing_lock(connection)
        kept = connection.execute(_KEPT, {"id": file_id, **doomed.parameters}).all()
        if any(row.start not in copied.starts for row in kept):
            return False
        _move(connection, file_id, copied)
        doom(connection, [file_id])
        connection.execute(_WHOLE, {"id": copied.file_id, "size": copied.size_bytes, "of": file_id})
    return True


def _move(connection: Connection, file_id: int, copied: Copied) -> None:
    starts = list(copied.starts)
    given = {
        "old": file_id,
        "new": copied.file_id,
        "starts": starts,
        "moved": [copied.starts[start] for start in starts],
    }
    connection.execute(_MOVE, given)


# The host of a page's URL, as newsbot.urls.origin_of gives it: see ownership/holdings.py.
_NETLOC = "substring(p.url FROM '^https?\\://([^/?#]+)')"
_HOST = f"""({_NETLOC} || CASE
    WHEN p.url LIKE 'http\\://%' AND {_NETLOC} !~ '\\:[0-9]+$' THEN '\\:80' ELSE ''
END)"""
_DOOMED = f"p.site_id = :site AND (CAST(:host AS text) IS NULL OR {_HOST} = :host)"
_COUNT = text(f"SELECT count(*) FROM newsbot.archived_pages AS p WHERE {_DOOMED}")  # noqa: S608
_FILES = text(f"""
    SELECT f.* FROM newsbot.archive_files AS f
    WHERE f.state IN ('open', 'whole')
        AND (
            EXISTS (SELECT FROM newsbot.archived_pages AS p WHERE p.file_id = f.id AND {_DOOMED})
            OR f.size_bytes > (
                SELECT min(p.start) + sum(p.length) FROM newsbot.archived_pages AS p
                WHERE p.file_id = f.id
            )
        )
    ORDER BY f.id
""")  # noqa: S608 - of constants
_KEPT = text(f"""
    SELECT p.start, p.length FROM newsbot.archived_pages AS p
    WHERE p.file_id = :id AND NOT ({_DOOMED})
    ORDER BY p.start
""")  # noqa: S608 - of constants
_MOVE = text("""
    UPDATE newsbot.archived_pages AS p SET file_id = :new, start = moved.start
    FROM unnest(CAST(:starts AS bigint[]), CAST(:moved AS bigint[])) AS moved (former, start)
    WHERE p.file_id = :old AND p.start = moved.former
""")
# The copy takes over the time of the file, so that the oldest pages still go first.
_WHOLE = text("""
    UPDATE newsbot.archive_files AS copy
    SET state = 'whole', size_bytes = :size, created_at = former.created_at,
        closed_at = coalesce(former.closed_at, newsbot.now())
    FROM newsbot.archive_files AS former WHERE copy.id = :id AND former.id = :of
""")
