"""The work of `scrapy archive status` and `prune`: shows what the archive has, deletes parts."""

import sys
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from scrapy.settings import BaseSettings

from newsbot.actions.archive.partition_status import partition_status, print_partitions
from newsbot.actions.output import print_json, print_table
from newsbot.actions.progress import counted
from newsbot.crawling.archive.adopting import adopt_abandoned
from newsbot.crawling.archive.bounding import keep_within, size_of
from newsbot.crawling.archive.deleting import delete_files
from newsbot.crawling.archive.presence import missing_files, require_files
from newsbot.crawling.archive.purging import purge
from newsbot.crawling.archive.settings import required_archive
from newsbot.crawling.losses import Tally
from newsbot.errors import ConfigurationError
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.storage.archive.counts import count_archived, count_by_site
from newsbot.storage.archive.files import ArchiveFile, kept_files
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.rewriting.ownership.archived import count_archived_of
from newsbot.storage.rewriting.ownership.forgetting import stored_site
from newsbot.storage.rewriting.ownership.holdings import Holding

SITES_SHOWN = 10
MB = 10**6


def show_status(settings: BaseSettings, *, as_json: bool) -> None:
    """Prints what crawls have kept, and how far the work on registered WARC files is.

    Raises:
        ConfigurationError: no pages are kept, and no files are registered.
    """
    engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"], LONG)
    partitions = partition_status(engine)
    kept = _kept(settings, engine) if settings["NEWSBOT_ARCHIVE"] or partitions is None else None
    if as_json:
        print_json({**(kept or {}), "partitions": partitions})
        return
    if kept is not None:
        _print(kept)
    if partitions is not None:
        print(end="" if kept is None else "\n")
        print_partitions(partitions)


def _kept(settings: BaseSettings, engine: Any) -> dict[str, Any]:
    """What crawls have kept: files, pages and sizes."""
    archive = required_archive(settings)
    files = [file for file in kept_files(engine) if file.state != "doomed"]
    sizes = {file.id: size_of(archive.folder, file) for file in files}
    missing = [file.name for file in missing_files(engine, archive.folder)]
    counts = count_archived(engine, EXTRACTOR_VERSION)
    return {
        "folder": str(archive.folder.path),
        "files": len(files),
        "open_files": sum(file.state == "open" for file in files),
        "missing_files": missing,
        "size_bytes": sum(sizes.values()),
        "most_bytes": archive.most_bytes or None,
        **asdict(counts),
        "sites": [dict(row) for row in count_by_site(engine, SITES_SHOWN)],
    }


def show_old(
    settings: BaseSettings,
    older_than: datetime | None,
    *,
    missing: bool,
    write: bool,
    as_json: bool,
) -> None:
    """Prints which files of the archive are to be deleted; if `write` is true, also deletes them.

    With `missing`, these are the files that the database knows, but that are not in the archive's
    folder: only their rows can be deleted. Otherwise these are the files that are too old (see
    `older_than`), or the oldest files if the archive is too large. Then `write` also completes
    files that a dead crawl has left unfinished.

    Args:
        settings: the settings of the command.
        older_than: complete files are deleted if all their pages were fetched before this moment;
            None: files are only deleted if the archive is larger than NEWSBOT_ARCHIVE_MAX_GB.
        missing: whether missing files are looked for.
        write: whether anything is deleted or completed.
        as_json: whether JSON is printed, and not text.

    Raises:
        NoFileThere: `missing` is false, and none of the archive's files is in its folder. The
            folder is then probably the wrong one.
    """
    archive = required_archive(settings)
    engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"], LONG)
    tally = Tally()
    if missing:
        old = missing_files(engine, archive.folder)
    else:
        require_files(engine, archive.folder)
        if write:
            adopt_abandoned(engine, archive.folder, tally)
        old = [file for file in kept_files(engine) if _is_old(file, older_than)]
    size = sum(size_of(archive.folder, file) for file in old)
    if write:
        for file in old:
            tally["newsbot/archive_pages_deleted"] += delete_files(engine, archive.folder, [file])
        tally["newsbot/archive_files_deleted"] += len(old)
        if not missing:
            keep_within(engine, archive, tally)
    counts = {name.removeprefix("newsbot/archive_"): count for name, count in tally.items()}
    if as_json:
        print_json({"files": len(old), "size_bytes": size, **counts})
        return
    print(f"{len(old)} files, {size / MB:.1f} MB, are {'missing' if missing else 'old'}.")
    for name, count in counts.items():
        print(f"{count} {name.replace('_', ' ')}")
    if not write:
        print("Nothing was deleted: --write deletes them.", file=sys.stderr)


def show_site(settings: BaseSettings, key: str, *, write: bool, as_json: bool) -> None:
    """Prints how many pages of a site the archive has; with `write`, deletes them.

    Raises:
        ConfigurationError: nothing was ever stored of the site `key`.
        NoFileThere: none of the archive's files is in its folder.
    """
    archive = required_archive(settings)
    engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"], LONG)
    site = stored_site(engine, key)
    if site is None:
        raise ConfigurationError(f"nothing is stored of {key!r}; scrapy sites list shows the keys")
    holding = Holding(site_id=site.site_id, site=key)
    pages = with_retries(partial(count_archived_of, engine, holding))
    require_files(engine, archive.folder)
    if write:
        groups = purge(engine, archive.folder, holding)
        pages = sum(counted(groups, int, what="deleting", unit="pages", total=pages))
    if as_json:
        print_json({"site": key, "pages": pages})
    else:
        print(f"{pages} pages of {key} {'were deleted' if write else 'are in the archive'}.")
    if not write:
        print("Nothing was deleted: --write deletes them.", file=sys.stderr)


def _is_old(file: ArchiveFile, older_than: datetime | None) -> bool:
    if older_than is None or file.state != "whole":
        return False
    return file.closed_at is not None and file.closed_at < older_than


def _print(found: dict[str, Any]) -> None:
    names = ("folder", "files", "open_files", "pages", "revisits", "rejected", "older")
    rows = [(name.replace("_", " "), found[name]) for name in names]
    bound = "" if found["most_bytes"] is None else f" of at most {found['most_bytes'] / MB:.0f}"
    rows.append(("size in MB", f"{found['size_bytes'] / MB:.1f}{bound}"))
    if found["first_at"] is not None:
        rows.append(("fetched", f"{found['first_at']:%Y-%m-%d} to {found['last_at']:%Y-%m-%d}"))
    print_table(rows, ("", ""))
    if found["sites"]:
        print()
        print_table(
            [(row["site"], row["pages"], row["size_bytes"] / MB) for row in found["sites"]],
            ("site", "pages", "MB"),
        )
    for name in found["missing_files"]:
        print(f"{name} is missing: its pages are lost.", file=sys.stderr)
