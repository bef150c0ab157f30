"""Tells whether the files of the archive are in the folder that NEWSBOT_ARCHIVE names."""

from functools import partial

from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.errors import ConfigurationError
from newsbot.storage.archive.files import kept_files
from newsbot.storage.connection.retry import with_retries


class NoFileThere(ConfigurationError):
    """The error that the archive has files, but none of them is in its folder."""


def require_files(engine: Engine, folder: Folder) -> None:
    """Checks that at least one file of the archive is in the folder, or that the archive is empty.

    Otherwise the folder is most probably not the right one, or on a disk that is not mounted.

    Raises:
        NoFileThere: no file is in the folder.
    """
    files = [f for f in with_retries(partial(kept_files, engine)) if f.state != "doomed"]
    if files and not any(folder.has(file.name) for file in files):
        raise NoFileThere(
            f"none of the {len(files)} files of the archive is in {folder.path}: was it moved, or "
            "is its disk not mounted? If they are gone for good, scrapy archive prune --missing "
            "--write deletes their rows"
        )
