"""Reads the settings of the archive, which keeps fetched pages in WARC files."""

from dataclasses import dataclass

from scrapy.settings import BaseSettings

from newsbot.archive.folder import Folder, Form, folder_of
from newsbot.errors import ConfigurationError

FEWEST_FILES = 8
GB = 10**9
MB = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """The folder of the archive, and the compression and the maximum sizes of its WARC files."""

    folder: Folder
    form: Form
    """How the WARC files are compressed."""
    file_bytes: int
    """The size, in bytes, at which a WARC file is completed, and a new one begins."""
    most_bytes: int
    """The maximum size, in bytes, of all WARC files together; 0 means no limit."""


def archive_settings(settings: BaseSettings) -> ArchiveSettings | None:
    """The settings of the archive; None if no pages are kept.

    Raises:
        ConfigurationError: NEWSBOT_ARCHIVE does not name a folder.
    """
    folder = folder_of(settings["NEWSBOT_ARCHIVE"])
    if folder is None:
        return None
    file_bytes = settings.getint("NEWSBOT_ARCHIVE_FILE_MB") * MB
    most_bytes = round(settings.getfloat("NEWSBOT_ARCHIVE_MAX_GB") * GB)
    return ArchiveSettings(
        folder=folder,
        form=settings["NEWSBOT_ARCHIVE_FORMAT"],
        # The archive has room for at least FEWEST_FILES files. So when the oldest file is deleted,
        # only a small part of the archive is lost.
        file_bytes=min(file_bytes, most_bytes // FEWEST_FILES) if most_bytes else file_bytes,
        most_bytes=most_bytes,
    )


def required_archive(settings: BaseSettings) -> ArchiveSettings:
    """The settings of the archive, for commands that need one.

    Raises:
        ConfigurationError: no pages are kept, because NEWSBOT_ARCHIVE names no folder.
    """
    archive = archive_settings(settings)
    if archive is None:
        raise ConfigurationError("no pages are kept: NEWSBOT_ARCHIVE names no folder")
    return archive
