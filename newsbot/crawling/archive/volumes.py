"""The WARC files that one run writes, one after the other, and what happens if the disk is full."""

import contextlib
import errno
import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from newsbot import clock
from newsbot.archive.folder import ENDINGS
from newsbot.archive.open_file import OpenFile, TakenError
from newsbot.archive.records import as_warcinfo
from newsbot.crawling.archive.adopting import adopt_abandoned
from newsbot.crawling.archive.bounding import begin_within, keep_within
from newsbot.crawling.archive.presence import missing_files
from newsbot.crawling.archive.purging import purge_refused
from newsbot.crawling.archive.settings import ArchiveSettings
from newsbot.crawling.losses import Counting
from newsbot.errors import DatabaseError
from newsbot.items import ArchivedPage
from newsbot.storage.archive.files import kept_files, set_gone, set_whole
from newsbot.storage.archive.pages import lost_of, unsettled, write_unsettled
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.sites.rows import Sites

logger = logging.getLogger(__name__)

# After a failed write, no page is written for this number of seconds, and the pages are counted as
# lost. The next page after this time is written, to see whether writing works again.
RETRY_AFTER_S = 60.0
# How many of the pages that it wrote last a run remembers. A page is first written to a WARC file,
# and gets a row in the database soon after. When the run ends, it inserts the rows that are missing
# for the remembered pages.
REMEMBERED = 2000
REASONS = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "no_folder",
    errno.ESTALE: "no_folder",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the WARC records of one page are in the archive."""

    file_id: int
    """The id of the WARC file: a value of `newsbot.archive_files.id`."""
    start: int
    """The position in the file, in bytes, at which the WARC records of the page begin."""
    length: int
    """The size of the page's WARC records in the file, in bytes."""


class Volumes:
    """Appends pages to the WARC file of this run, and begins a new file when it is large enough.

    Pages that cannot be written are lost. They are counted in `newsbot/archive_lost/REASON`, and
    the first one is logged. After a failed write, no pages are written for a minute. All methods do
    blocking I/O, and are called by one thread at a time.
    """

    def __init__(
        self,
        engine: Engine,
        settings: ArchiveSettings,
        run_id: int,
        counting: Counting,
        retry_after_s: float = RETRY_AFTER_S,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._run_id = run_id
        self._counting = counting
        self._retry_after_s = retry_after_s
        self._file: OpenFile | None = None
        self._file_id = 0
        self._serial = 0
        self._has_folder = False
        self._recent: deque[ArchivedPage] = deque(maxlen=REMEMBERED)
        self._taken: list[ArchivedPage] = []
        self._failed_at: float | None = None
        self._lost_for: str | None = None

    def open(self) -> None:
        """Completes the unfinished files of dead runs, and tells of files that are missing.

        If runs that have ended left pages of forgotten sites in the archive, these are deleted.
        """
        files = with_retries(partial(kept_files, self._engine))
        missing = missing_files(self._engine, self._settings.folder)
        # `_has_folder` means that the archive's folder must exist already, because files were
        # written there. If it is missing all the same, it is probably on a disk that is not
        # mounted. An open file alone does not count: another run may be about to create it,
        # together with the folder.
        self._has_folder = bool(missing) or any(file.state != "open" for file in files)
        if missing:
            self._counting.inc_value("newsbot/archive_files_missing", len(missing))
            logger.warning(
                "%d of %d files of the archive are not in %s, e.g. %s",
                len(missing),
                sum(file.state != "doomed" for file in files),
                self._settings.folder.path,
                missing[0].name,
            )
        try:
            adopt_abandoned(self._engine, self._settings.folder, self._counting)
        except OSError as error:
            logger.warning("Files of the archive were not completed: %s", error)
        self._purge_refused()

    def append(self, data: bytes) -> Place | None:
        """Writes the records of a page to the archive, and returns their place in it.

        The result is None if they could not be written, e.g. because the disk is full.
        """
        if self._failed_at is not None:
            if time.monotonic() < self._failed_at + self._retry_after_s:
                self._count_loss(self._lost_for)
                return None
            self._failed_at = None
        try:
            place = self._append(data)
        except OSError as error:
            self._lose(error)
            return None
        if self._lost_for is not None:
            logger.warning("The archive can be written again")
            self._lost_for = None
        self._counting.inc_value("newsbot/archived")
        self._counting.inc_value("newsbot/archived_bytes", len(data))
        return place

    def remember(self, page: ArchivedPage) -> ArchivedPage:
        """Remembers a page that was just written to a WARC file, and returns it.

        `close` checks whether the remembered pages have rows in the database.
        """
        self._recent.append(page)
        return page

    def close(self) -> None:
        """Completes the current WARC file, and inserts rows for pages that have none yet.

        A page is written to a file before its row is inserted. If the run is stopped in between,
        the row is missing.
        """
        # A DatabaseError means that the database has failed for good. It is ignored here, because
        # the next run completes the file.
        with contextlib.suppress(DatabaseError):
            try:
                self._complete()
            except OSError as error:
                logger.warning("A file of the archive was not completed: %s", error)
            self._write_unsettled()
            self._purge_refused()

    def _append(self, data: bytes) -> Place:
        if self._file is not None and self._file.size + len(data) > self._settings.file_bytes:
            self._complete()
        file = self._file or self._begin()
        try:
            start = file.append(data)
        except TakenError:
            self._note_taken()
            file.forget()
            self._file = None
            start = self._begin().append(data)
        return Place(file_id=self._file_id, start=start, length=len(data))

    def _begin(self) -> OpenFile:
        """Begins a new file. If the archive is full, its oldest files are deleted before."""
        now = clock.now()
        self._serial += 1
        name = self._name(now)
        self._file_id = begin_within(
            self._engine, self._settings, self._counting, name, self._run_id
        )
        try:
            # The folder is created when the run begins its first file. If it is missing at a later
            # file, it is not created again, because its disk may have been unmounted. Then the file
            # cannot be created, which raises an OSError.
            if not self._has_folder:
                self._settings.folder.path.mkdir(parents=True, exist_ok=True)
                self._has_folder = True
            start = as_warcinfo(name, now, self._settings.form)
            self._file = OpenFile.created(self._settings.folder, name, start)
        except OSError:
            with_retries(partial(set_gone, self._engine, [self._file_id]))
            raise
        return self._file

    def _name(self, now: datetime) -> str:
        return (
            f"newsbot-{now:%Y%m%d%H%M%S}-{self._run_id:06d}-{self._serial:05d}"
            f"{ENDINGS[self._settings.form]}"
        )

    def _complete(self) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        if file.complete():
            with_retries(partial(set_whole, self._engine, self._file_id, file.size))
        else:
            self._note_taken()
        keep_within(self._engine, self._settings, self._counting)

    def _note_taken(self) -> None:
        """Remembers the current file's pages, because another command has taken the file.

        For example, `scrapy sites forget` takes a file to replace it by a copy without the pages of
        one site. The copy has only pages with rows in the database. So pages of this run that have
        no rows yet may be lost. `close` counts how many of the remembered pages are lost.
        """
        self._taken += [page for page in self._recent if page.file_id == self._file_id]

    def _purge_refused(self) -> None:
        purge_refused(self._engine, self._settings.folder, self._run_id, self._counting)

    def _lose(self, error: OSError) -> None:
        reason = REASONS.get(error.errno or 0, "io_error")
        self._count_loss(reason)
        if self._lost_for is None:
            logger.warning(
                "Pages are not kept in the archive: %s: %s. Articles are stored on. It is tried "
                "again every %d s; pages lost are counted",
                self._settings.folder.path,
                error.strerror or error,
                self._retry_after_s,
            )
        self._lost_for, self._failed_at = reason, time.monotonic()
        if self._file is not None and reason != "disk_full":
            self._file.forget()
            self._file = None

    def _count_loss(self, reason: str | None) -> None:
        self._counting.inc_value("newsbot/archive_lost")
        self._counting.inc_value(f"newsbot/archive_lost/{reason}")

    def _write_unsettled(self) -> None:
        """Inserts rows for pages that this run wrote to the archive, if they have no row yet.

        The row of a page is usually inserted when its article is stored. A run that is stopped
        stores no more articles, so the last pages have no rows. The next run fetches these pages
        again.
        """
        left = with_retries(partial(unsettled, self._engine, list(self._recent)))
        if left:
            site_ids = Sites(self._engine).site_ids({page.site for page in left})
            with_retries(partial(write_unsettled, self._engine, left, site_ids))
        lost = with_retries(partial(lost_of, self._engine, self._taken))
        if lost:
            self._counting.inc_value("newsbot/archive_pages_lost", len(lost))
            logger.warning("%d pages were lost with files that another command copied", len(lost))
