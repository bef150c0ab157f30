"""Reads the settings of the archive."""

from dataclasses import dataclass

from scrapy.settings import BaseSettings

from newsbot.archive.folder import Folder, Form, folder_of

GB = 10**9
MB = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """Where and how pages are kept in the archive."""

    folder: Folder
    form: Form
    """How the WARC files are compressed."""
    file_bytes: int
    """A file that has reached this size is completed, and a new one begins."""
    most_bytes: int
    """The maximum size of all files together; 0: there is no limit."""


def archive_settings(settings: BaseSettings) -> ArchiveSettings | None:
    """The settings of the archive; None if no pages are kept.

    Raises:
        ConfigurationError: NEWSBOT_ARCHIVE does not name a folder.
    """
    folder = folder_of(settings["NEWSBOT_ARCHIVE"])
    if folder is None:
        return None
    return ArchiveSettings(
        folder=folder,
        form=settings["NEWSBOT_ARCHIVE_FORMAT"],
        file_bytes=settings.getint("NEWSBOT_ARCHIVE_FILE_MB") * MB,
        most_bytes=round(settings.getfloat("NEWSBOT_ARCHIVE_MAX_GB") * GB),
    )
