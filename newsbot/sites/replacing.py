"""Replaces the text of a registry file, so that no other process ever sees half of the new text."""

import os
import shutil
from pathlib import Path

from newsbot.errors import ConfigurationError


def read_text(file: Path) -> str:
    """The text of a registry file, with the line ends that it has; "" if there is no such file.

    Raises:
        ConfigurationError: the file cannot be read, or is not UTF-8.
    """
    try:
        # Path.read_text would change the line ends.
        return file.read_bytes().decode() if file.exists() else ""
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error


def replace_text(file: Path, text: str) -> None:
    """Writes `text` to a registry file, which is made if it does not exist.

    The text is written to a new file in the same folder, which then takes the place of the old one.
    So if the disk is full, or the process is killed, the old text stays. The file keeps its
    permissions. A symbolic link stays one: the file that it leads to is replaced.

    Raises:
        ConfigurationError: the file cannot be written, or is write-protected.
    """
    target = file.resolve()
    if target.exists() and not os.access(target, os.W_OK):
        raise ConfigurationError(f"cannot write {file}: it is write-protected")
    # The name does not end with ".toml", so that it is not taken for a registry file.
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        try:
            with beside.open("xb") as written:
                written.write(text.encode())
                written.flush()
                os.fsync(written.fileno())
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(f"cannot write {file}: {error.strerror}") from error
