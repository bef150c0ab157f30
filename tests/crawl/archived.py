"""What a crawl left in the archive: the files, the records in them, and the rows."""

from pathlib import Path

from fastwarc.warc import ArchiveIterator
from sqlalchemy import Engine

from newsbot.archive.reading import read_page
from tests.storage.making import rows

PAGES = """
    SELECT f.name, p.start, p.length, p.payload_sha256, p.kind, p.requested_url
    FROM newsbot.archived_pages AS p JOIN newsbot.archive_files AS f ON f.id = p.file_id
    ORDER BY p.file_id, p.start
"""


def kinds(engine: Engine) -> list[tuple[str, str]]:
    """The kind and the URL of each page in the archive, in the order in which they were written."""
    return [(row[4], row[5]) for row in rows(engine, PAGES)]


def bodies(engine: Engine, folder: Path) -> list[bytes]:
    """The bytes of all pages, each read at its place."""
    return [
        read_page(folder / name, start, length, digest).body
        for name, start, length, digest, kind, _ in rows(engine, PAGES)
        if kind != "revisit"
    ]


def records(folder: Path) -> list[str]:
    """The types of all records, file by file, as any reader of WARC files finds them."""
    found = []
    for file in sorted(folder.iterdir()):
        for record in ArchiveIterator(str(file)):
            assert record.headers.get("WARC-Payload-Digest") is None or (
                record.headers["WARC-Type"] != "response" or record.verify_payload_digest()
            )
            found.append(record.headers["WARC-Type"])
    return found
