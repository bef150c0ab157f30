"""Tells whether the files of the archive are in the folder that NEWSBOT_ARCHIVE names."""

from functools import partial

from sqlalchemy import Engine

from newsbot.archive.folder import Folder
from newsbot.errors import ConfigurationError
from newsbot.storage.archive.files import ArchiveFile, abandoned_files, kept_files
from newsbot.storage.connection.retry import with_retries


class NoFileThere(ConfigurationError):
    """The error that the archive's folder has none of the files that the database lists.

    Most likely it is the wrong folder, or its disk is not mounted.
    """


def missing_files(engine: Engine, folder: Folder) -> list[ArchiveFile]:
    """The files of the archive that should be in the folder and are not there.

    A file that is to be deleted may be gone already, and is not missing. Nor is an open file of a
    run that goes on, because the run may be about to create the file.
    """
    abandoned = {file.id for file in with_retries(partial(abandoned_files, engine))}
    return [
        file
        for file in with_retries(partial(kept_files, engine))
        if not folder.has(file.name)
        and (file.state == "whole" or (file.state == "open" and file.id in abandoned))
    ]


def require_files(engine: Engine, folder: Folder) -> None:
    """Checks that `folder` is indeed the folder of the archive's files.

    If the folder has none of the files that should be in it, it is most probably the wrong folder,
    or its disk is not mounted.

    Raises:
        NoFileThere: files are missing, and no file of the archive is in the folder.
    """
    missing = missing_files(engine, folder)
    if missing and not any(folder.has(f.name) for f in with_retries(partial(kept_files, engine))):
        raise NoFileThere(
            f"none of the {len(missing)} files of the archive is in {folder.path}: was it moved, "
            "or is its disk not mounted? If they are gone for good, scrapy archive prune --missing "
            "--write deletes their rows"
        )
