"""Writes rows of `newsbot.archived_pages`, which say where in the WARC files each page is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import ArchivedPage
from newsbot.storage.models import archive_tables
from newsbot.storage.sites.forgotten import read_forgotten, share_forgotten_lock
from newsbot.storage.sites.forgotten_urls import keys_of
from newsbot.urls import url_key

_pages = archive_tables.archived_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A page in the archive, and what the extractor found in the page."""

    page: ArchivedPage
    article_id: int | None = None
    """The id of the article that was extracted from the page; None if the page gave none."""
    reason: str | None = None
    """Why the page gave no article, as a name from newsbot.reasons; None if it gave one."""
    extractor_version: str | None = None
    """The version of the extractor that read the page; None if none has read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The URL and time of an archived fetch that gave the same bytes as a page fetched just now."""

    url: str
    fetched_at: datetime
    file: str
    """The name of the WARC file that has the archived page with the same bytes as the new one."""


def write_archived(
    connection: Connection, settled: Iterable[Settled], site_ids: Mapping[str, int]
) -> None:
    """Inserts a row for each page that a crawl wrote to the archive.

    A page gets no row if its WARC file was deleted in the meantime. It also gets no row if another
    run took this run for dead, e.g. because its process was suspended, and completed the WARC file
    before the page was in it.

    Args:
        connection: the transaction that stores what was extracted from the pages.
        settled: the pages.
        site_ids: maps the key of each site to its id.
    """
    found = list(settled)
    if not found:
        return
    files = sorted({each.page.file_id for each in found})
    ends = {row.id: row.ends_at for row in connection.execute(_KEPT, {"ids": files})}
    rows = [
        _place(each.page, site_ids) | _reading(each)
        for each in found
        if each.page.start + each.page.length <= ends.get(each.page.file_id, 0)
    ]
    if rows:
        connection.execute(insert(_pages).on_conflict_do_nothing(), rows)


def settle_again(connection: Connection, settled: Iterable[Settled]) -> None:
    """Updates the rows of archived pages after the pages have been extracted once more.

    A page that gives no article now keeps the article that it gave before. The row of a page is
    found by the page's URL, its time of fetching and the SHA-256 of its bytes. It is not found by
    the page's place in a file: meanwhile, the page may have been copied to another file.
    """
    rows = [
        {
            "requested_url": each.page.requested_url,
            "fetched_at": each.page.fetched_at,
            "payload_sha256": each.page.payload_sha256,
            **_reading(each),
        }
        for each in settled
    ]
    if rows:
        connection.execute(_SETTLE, rows)


def note_refused(connection: Connection, file_ids: Collection[int]) -> None:
    """Notes that files have pages without rows, which are to be deleted from the files.

    They are pages of sites and articles that a person has removed. `file_ids` are the ids of the
    WARC files. The pages are deleted at the end of the run that writes the file.
    """
    if file_ids:
        connection.execute(_NOTE, {"ids": sorted(set(file_ids))})


def delete_refused(connection: Connection, pages: Sequence[ArchivedPage]) -> None:
    """Deletes the rows of archived pages that are of sites or articles which a person has removed.

    The rows of all fetches that gave the same bytes from the same URL are deleted. The pages
    themselves are deleted from their files by the next crawl.
    """
    if pages:
        urls = [page.requested_url for page in pages]
        digests = [page.payload_sha256 for page in pages]
        found = connection.execute(_DELETE, {"urls": urls, "digests": digests})
        note_refused(connection, found.scalars().all())


def find_same(engine: Engine, asked: Sequence[tuple[str, bytes]]) -> dict[tuple[str, bytes], Same]:
    """Finds earlier fetches in the archive that gave the same bytes as pages fetched just now.

    Each of `asked` is the requested URL of a page and the SHA-256 of its bytes. The result maps
    such a pair to the latest fetch of the URL with these bytes. Pairs without such a fetch are left
    out.
    """
    parameters = {"urls": [url for url, _ in asked], "digests": [digest for _, digest in asked]}
    with engine.connect() as connection:
        rows = connection.execute(_SAME, parameters).all() if asked else ()
    return {
        (row.requested_url, row.payload_sha256): Same(
            url=row.url, fetched_at=row.fetched_at, file=row.file
        )
        for row in rows
    }


def write_unsettled(
    engine: Engine, pages: Sequence[ArchivedPage], site_ids: Mapping[str, int]
) -> None:
    """Inserts rows in `archived_pages` for unsettled pages, i.e. for pages that have no row yet.

    Pages of sites and articles that a person has removed get no row.
    """
    with engine.begin() as connection:
        share_forgotten_lock(connection)
        refused = _refused(connection, pages)
        note_refused(connection, [page.file_id for page in refused])
        kept = [Settled(page=page) for page in pages if page not in refused]
        write_archived(connection, kept, site_ids)


def lost_of(engine: Engine, pages: Sequence[ArchivedPage]) -> list[ArchivedPage]:
    """Those of `pages` that have no row in `archived_pages` although they should have one.

    Pages of sites and articles that a person has removed should have none.
    """
    left = unsettled(engine, pages)
    with engine.connect() as connection:
        refused = _refused(connection, left)
    return [page for page in left if page not in refused]


def unsettled(engine: Engine, pages: Sequence[ArchivedPage]) -> list[ArchivedPage]:
    """Those of the pages that have no row in the table of archived pages.

    A page has no row e.g. if a crawl ended before the page was stored. The row is looked for by the
    requested URL and the time of the fetch. The page's place in a file would not do, because the
    file may have been copied.
    """
    parameters = {
        "urls": [page.requested_url for page in pages],
        "moments": [page.fetched_at for page in pages],
    }
    with engine.connect() as connection:
        rows = connection.execute(_WITH_ROWS, parameters).all() if pages else ()
    known = {(row.requested_url, row.fetched_at) for row in rows}
    return [page for page in pages if (page.requested_url, page.fetched_at) not in known]


def _refused(connection: Connection, pages: Sequence[ArchivedPage]) -> list[ArchivedPage]:
    """Those of the pages that belong to sites and articles that a person has removed.

    This is so if a URL of the page is one of theirs. Or the page was refused when it was stored,
    e.g. because it names the URL of a removed article as canonical; then its rejection says so.
    """
    keys = keys_of([url for page in pages for url in (page.requested_url, page.url)])
    forgotten = read_forgotten(connection, {page.site for page in pages}, keys)
    told = set(connection.execute(_TOLD, {"keys": keys}).scalars())
    return [
        page
        for page in pages
        if url_key(page.requested_url) in told
        or any(forgotten.has(url, page.site) for url in (page.requested_url, page.url))
    ]


def _place(page: ArchivedPage, site_ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "file_id": page.file_id,
        "start": page.start,
        "length": page.length,
        "kind": page.kind,
        "url": page.url,
        "requested_url": page.requested_url,
        "site_id": site_ids[page.site],
        "fetched_at": page.fetched_at,
        "payload_sha256": page.payload_sha256,
        "is_partial": page.is_partial,
        "listed": page.listed,
    }


def _reading(each: Settled) -> dict[str, Any]:
    return {
        "article_id": each.article_id,
        "reason": each.reason,
        "extractor_version": each.extractor_version,
    }


# Selects and locks the archive files (WARC files) in which pages were written, before the rows of
# these pages are stored. `ends_at` is the position at which the file ends. The row of a page is
# stored only if the page lies before `ends_at`. So no row is stored for bytes that the file does
# not have. The size of an open file is not known here. For such a file `ends_at` is the highest
# bigint, so that the rows of all its pages are stored.
_KEPT = text("""
    SELECT id, CASE state WHEN 'open' THEN 9223372036854775807 ELSE size_bytes END AS ends_at
    FROM newsbot.archive_files
    WHERE id = ANY(CAST(:ids AS bigint[])) AND state IN ('open', 'whole')
    ORDER BY id FOR SHARE
""")
_SETTLE = text("""
    UPDATE newsbot.archived_pages
    SET article_id = coalesce(:article_id, article_id), reason = :reason,
        extractor_version = :extractor_version,
        read_at = greatest(newsbot.now(), (SELECT max(started_at) FROM newsbot.reextractions))
    WHERE requested_url = :requested_url AND fetched_at = :fetched_at
        AND payload_sha256 = :payload_sha256 AND kind = 'page'
""")
_NOTE = text("""
    UPDATE newsbot.archive_files SET has_refused = true
    WHERE id = ANY(CAST(:ids AS bigint[])) AND NOT has_refused
""")
_TOLD = text("""
    SELECT url_key FROM newsbot.rejections
    WHERE url_key = ANY(CAST(:keys AS bytea[]))
        AND reason IN ('site_forgotten', 'article_forgotten')
""")
_DELETE = text("""
    DELETE FROM newsbot.archived_pages AS p
    USING unnest(CAST(:urls AS text[]), CAST(:digests AS bytea[])) AS refused (url, digest)
    WHERE p.requested_url = refused.url AND p.payload_sha256 = refused.digest
    RETURNING p.file_id
""")
_SAME = text("""
    SELECT DISTINCT ON (p.requested_url, p.payload_sha256)
        p.requested_url, p.payload_sha256, p.url, p.fetched_at, f.name AS file
    FROM unnest(CAST(:urls AS text[]), CAST(:digests AS bytea[])) AS asked (url, digest)
    JOIN newsbot.archived_pages AS p
        ON p.requested_url = asked.url AND p.payload_sha256 = asked.digest AND p.kind <> 'revisit'
    JOIN newsbot.archive_files AS f ON f.id = p.file_id
    ORDER BY p.requested_url, p.payload_sha256, p.fetched_at DESC
""")
_WITH_ROWS = text("""
    SELECT p.requested_url, p.fetched_at
    FROM unnest(CAST(:urls AS text[]), CAST(:moments AS timestamptz[])) AS asked (url, at)
    JOIN newsbot.archived_pages AS p ON p.requested_url = asked.url AND p.fetched_at = asked.at
""")
