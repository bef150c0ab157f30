"""Finds archived pages of a site or an article, to delete them or to move them to another site.

A WARC file is not changed in place to delete pages. It is copied without the deleted pages. Then
the rows of the kept pages are made to refer to the copy.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, text

from newsbot.storage.archive.files import ArchiveFile, doom, file_of, has_died
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.rewriting.ownership.holdings import BY_URL, Holding
from newsbot.urls import url_key

MOST_ABOUT_ITSELF = 400
"""A WARC file has pages without rows in the database if it is longer than all its pages with rows
together. The first record of the file, about 230 bytes that say what program wrote it, is no page.
So the file must be longer by more than this number of bytes."""


class Selection(Protocol):
    """Says which archived pages are meant: those of a Holding, or those of an article."""

    @property
    def condition(self) -> str:
        """SQL: whether a row `p` of `newsbot.archived_pages` is selected."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the parameters in `condition`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesOfArticles:
    """A selection of archived pages: those of some articles, and those at some URLs."""

    article_ids: tuple[int, ...]
    urls: tuple[str, ...]
    """URLs as they are spelled in the archive."""

    @property
    def condition(self) -> str:
        """SQL: whether a row `p` of `newsbot.archived_pages` is selected."""
        return (
            "coalesce(p.article_id = ANY(CAST(:articles AS bigint[])), false) "
            "OR p.requested_url = ANY(CAST(:urls AS text[])) "
            "OR p.url = ANY(CAST(:urls AS text[]))"
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the parameters in `condition`."""
        return {"articles": list(self.article_ids), "urls": list(self.urls)}


def all_pages(selections: Iterable[PagesOfArticles]) -> PagesOfArticles:
    """Selects the pages that any of some selections selects."""
    found = list(selections)
    return PagesOfArticles(
        article_ids=tuple({each for one in found for each in one.article_ids}),
        urls=tuple({each for one in found for each in one.urls}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The copy of a WARC file, without the deleted pages."""

    file_id: int
    name: str
    size_bytes: int
    starts: dict[int, int]
    """For each page that was copied: its position in the old file → its position in the copy, in
    bytes. The deleted pages of the old file were not copied."""


def count_archived_of(engine: Engine, selection: Selection) -> int:
    """The number of archived pages that `selection` selects, e.g. all of a site."""
    count = text(
        f"SELECT count(*) FROM newsbot.archived_pages AS p WHERE {selection.condition}"  # noqa: S608
    )
    with engine.connect() as connection:
        found: int = connection.execute(count, selection.parameters).scalar_one()
        return found


def archived_spellings(
    engine: Engine, article_ids: Sequence[int], keys: Collection[bytes], site_ids: Sequence[int]
) -> tuple[str, ...]:
    """The URLs of archived pages whose url_keys are among `keys`, as the archive spells them.

    Only pages of the sites `site_ids` are searched, and of these only pages that gave no article or
    one of the articles `article_ids`.
    """
    parameters = {"sites": list(site_ids), "articles": list(article_ids)}
    found: set[str] = set()
    with engine.connect() as connection:
        for row in connection.execute(_SPELLINGS, parameters):
            found.update(url for url in row if url_key(url) in keys)
    return tuple(sorted(found))


def files_with(engine: Engine, selection: Selection) -> list[ArchiveFile]:
    """The archive files that may contain pages which `selection` selects.

    These are the files with such pages, and the files with pages that have no row in the database.
    A page has no row if a crawl was killed after it wrote the page to the file. Such a page may be
    meant, too.
    """
    statement = text(f"""
        SELECT f.* FROM newsbot.archive_files AS f
        WHERE f.state IN ('open', 'whole')
            AND (
                EXISTS (
                    SELECT FROM newsbot.archived_pages AS p
                    WHERE p.file_id = f.id AND ({selection.condition})
                )
                OR {_HAS_UNKNOWN}
            )
        ORDER BY f.id
    """)  # noqa: S608 - of constants
    with engine.connect() as connection:
        return [file_of(row) for row in connection.execute(statement, selection.parameters)]


def files_with_refused(engine: Engine, run_id: int) -> list[ArchiveFile]:
    """The complete archive files that may have pages of forgotten sites and articles.

    To forget a site or an article means to remove it and its pages. If this happens while a run
    fetches such pages, or if another URL leads a later run to them, the run writes them to its
    archive file, but the database refuses to store their rows. So a file is in the result if two
    conditions hold. It has pages without a row. And such a page was noted for the file, or may have
    been written unnoted: something was forgotten after the start of the run that wrote the file,
    but before the run had ended and the file was complete; or that run was killed.

    Files of runs that have not ended are left out, because their pages may still get rows. The
    exception is the run `run_id`, which calls this function itself: it has written its last page.
    """
    with engine.connect() as connection:
        rows = connection.execute(_REFUSED, {"run": run_id}).all()
    return [file_of(row) for row in rows if row.is_over or has_died(row)]


def kept_places(engine: Engine, file_id: int, selection: Selection) -> list[tuple[int, int]]:
    """The places in a WARC file of the pages that stay in the archive.

    These are the pages that `selection` does not select. Each place is a pair: the position of the
    page's first byte in the file, and the number of its bytes.
    """
    with engine.connect() as connection:
        return _kept(connection, file_id, selection)


def move_to_copy(engine: Engine, file_id: int, copied: Copied, selection: Selection) -> bool:
    """Makes the rows of archived pages refer to a copy of their WARC file.

    The pages that `selection` selects, e.g. those of a removed site, are not in the copy, and their
    rows are deleted. The rows of all other pages refer to the copy from now on, and the former file
    is marked to be deleted. Nothing is changed, and the result is False, if a crawl has stored a
    further page of the former file since the copy was made, or if that file was deleted.
    """
    with engine.begin() as connection:
        take_storing_lock(connection)
        kept = _kept(connection, file_id, selection)
        if {start for start, _ in kept} != copied.starts.keys():
            return False
        _move(connection, file_id, copied)
        doom(connection, [file_id])
        connection.execute(_WHOLE, {"id": copied.file_id, "size": copied.size_bytes, "of": file_id})
    return True


def move_archived(engine: Engine, holding: Holding, site_id: int) -> None:
    """Makes the archived pages that `holding` selects belong to the site with the id `site_id`."""
    with engine.begin() as connection:
        connection.execute(_ADOPT, holding.parameters | {"to": site_id})


def _kept(connection: Connection, file_id: int, selection: Selection) -> list[tuple[int, int]]:
    statement = text(f"""
        SELECT p.start, p.length FROM newsbot.archived_pages AS p
        WHERE p.file_id = :id AND NOT ({selection.condition})
        ORDER BY p.start
    """)  # noqa: S608 - of constants
    rows = connection.execute(statement, {"id": file_id, **selection.parameters})
    return [(row.start, row.length) for row in rows]


def _move(connection: Connection, file_id: int, copied: Copied) -> None:
    starts = list(copied.starts)
    given = {
        "old": file_id,
        "new": copied.file_id,
        "starts": starts,
        "moved": [copied.starts[start] for start in starts],
    }
    connection.execute(_MOVE, given)


_SPELLINGS = text("""
    SELECT DISTINCT url, requested_url FROM newsbot.archived_pages
    WHERE site_id = ANY(CAST(:sites AS integer[]))
        AND (article_id IS NULL OR article_id = ANY(CAST(:articles AS bigint[])))
""")
_HAS_UNKNOWN = f"""f.size_bytes - coalesce(
    (SELECT sum(p.length) FROM newsbot.archived_pages AS p WHERE p.file_id = f.id), 0
) > {MOST_ABOUT_ITSELF}"""  # noqa: S608 - of constants
# Selects the files for `files_with_refused` that have pages without a row. A file has such pages if
# it is longer than all its pages with rows together. To add up their lengths takes long. So it is
# done for few files: those in which a refused page was noted, those of runs during which something
# was forgotten, and those of killed runs, which may not have noted a page that was refused.
_REFUSED = text(f"""
    WITH f AS MATERIALIZED (
        SELECT f.*, r.machine, r.boot, r.process,
            r.id IS NULL OR r.id = :run OR r.finished_at IS NOT NULL
                OR r.alive_until < newsbot.now() AS is_over
        FROM newsbot.archive_files AS f LEFT JOIN newsbot.runs AS r ON r.id = f.run_id
        WHERE f.state = 'whole' AND (f.has_refused OR EXISTS (
            SELECT FROM (
                SELECT forgotten_at FROM newsbot.sites
                UNION ALL
                SELECT forgotten_at FROM newsbot.forgotten_urls
            ) AS s
            WHERE s.forgotten_at BETWEEN
                CASE WHEN r.finished_at IS NULL AND r.id <> :run THEN '-infinity'
                    ELSE r.started_at END
                AND greatest(f.closed_at, r.finished_at, r.alive_until)
                AND r.id IS NOT NULL
        ))
    )
    SELECT f.* FROM f WHERE {_HAS_UNKNOWN} ORDER BY f.id
""")  # noqa: S608 - of constants
_MOVE = text("""
    UPDATE newsbot.archived_pages AS p SET file_id = :new, start = moved.start
    FROM unnest(CAST(:starts AS bigint[]), CAST(:moved AS bigint[])) AS moved (former, start)
    WHERE p.file_id = :old AND p.start = moved.former
""")
# Marks a new WARC file as complete. It was made from a former file, by copying all pages except
# those to be deleted. The new file gets the creation time of the former file. So both count as
# equally old when the oldest files are deleted to save space.
_WHOLE = text("""
    UPDATE newsbot.archive_files AS copy
    SET state = 'whole', size_bytes = :size, created_at = former.created_at,
        closed_at = coalesce(former.closed_at, newsbot.now())
    FROM newsbot.archive_files AS former WHERE copy.id = :id AND former.id = :of
""")
_ADOPT = text(f"UPDATE newsbot.archived_pages SET site_id = :to WHERE {BY_URL}")  # noqa: S608
