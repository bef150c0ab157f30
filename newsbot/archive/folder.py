"""The folder of the archive, and the names of the WARC files in it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newsbot.errors import ConfigurationError

Form = Literal["gzip", "zstd"]
ENDINGS: dict[Form, str] = {"gzip": ".warc.gz", "zstd": ".warc.zst"}
OPEN = ".open"
"""The ending that is appended to the name of a WARC file while a process writes to the file."""
_IS_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The folder in which the WARC files of the archive are."""

    path: Path

    def whole(self, name: str) -> Path:
        """The path of a complete file, e.g. with the name "newsbot-20260501063000-17-1.warc.gz"."""
        return self.path / name

    def unfinished(self, name: str) -> Path:
        """The path of a file that is being written, or whose writing process has died."""
        return self.path / f"{name}{OPEN}"

    def existing(self, name: str) -> Path:
        """The path at which the file with this name is now.

        An unfinished file has another path than a complete file. If the file is at neither path,
        the result is the path that it would have as a complete file.
        """
        # A run may complete the file at this very moment, and so rename it. Then the unfinished
        # file is not found here, and the result is the path of the complete file, which is right.
        unfinished = self.unfinished(name)
        return unfinished if unfinished.exists() else self.whole(name)

    def has(self, name: str) -> bool:
        """Whether a file is in the folder, complete or unfinished.

        A file may be missing because a person deleted or moved it, or because its disk is not
        mounted.
        """
        return self.unfinished(name).exists() or self.whole(name).exists()


def folder_of(setting: str) -> Folder | None:
    """The folder that the setting NEWSBOT_ARCHIVE names; None if the setting is empty.

    Raises:
        ConfigurationError: the setting is a URL such as "s3://bucket/news".
    """
    if not setting:
        return None
    if setting.startswith("file://"):
        setting = setting.removeprefix("file://")
    elif _IS_URL.match(setting):
        raise ConfigurationError(
            f"NEWSBOT_ARCHIVE is {setting!r}: a remote store needs fsspec, which this release does "
            "not install or use; name a folder (a mounted store is one), and copy whole files"
        )
    return Folder(path=Path(setting).expanduser().absolute())
