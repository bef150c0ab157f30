"""Chooses the operating-system user for the embedded server: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsbot.errors import ConfigurationError

# A command prefix that runs a program in a Linux user namespace of its own. There, the program sees
# the user of this process as the user 65534, who is called "nobody" on every Linux. PostgreSQL
# needs this where this process runs as root, since it refuses to run as root. Outside, files
# and processes still belong to the user of this process.
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
# User namespaces (see NAMESPACE) are forbidden in most containers. If this process runs as root in
# such a container, the server runs as one of these users.
STAND_INS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The operating-system user as whom PostgreSQL's programs run, e.g. "postgres" or "nobody".

    It may differ from the user of this process. PostgreSQL refuses to run as root, and its program
    initdb refuses to run as a user without a name.
    """

    prefix: tuple[str, ...] = ()
    """The words put before each command: either none, or those of NAMESPACE. With NAMESPACE, the
    command runs as a user who has a name ("nobody"). This is needed if this process runs as root,
    or as a user without a name, because PostgreSQL's programs refuse to run as such users."""
    user: pwd.struct_passwd | None = None
    """The user account under which PostgreSQL's programs, e.g. initdb, are started. None: they are
    started under the account of this process."""

    def run(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path = Path("/"),
        stdin: str = "",
        **options: Any,
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command and waits until it has ended. PATH is its only environment variable.

        Args:
            command: the program and its arguments.
            folder: the working directory.
            stdin: the text given to the program as its input.
            options: further arguments of `subprocess.run`.
        """
        if self.user:
            options |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        # The program runs in a session of its own. So Ctrl-C at the terminal does not stop the
        # server that the program may start.
        return subprocess.run(  # noqa: S603 - PostgreSQL's programs, by their full paths
            [*self.prefix, *command],
            input=stdin,
            text=True,
            check=False,
            cwd=folder,
            env={"PATH": os.defpath},
            start_new_session=True,
            **options,
        )

    def give(self, folder: Path) -> None:
        """Makes the user of this account the owner of a folder."""
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)

    def require_access(self, *folders: Path) -> None:
        """Raises ConfigurationError if the user of this account cannot enter one of the folders."""
        for folder in folders:
            if self.user and self.run(["test", "-x", folder]).returncode:
                raise ConfigurationError(
                    f"PostgreSQL does not run as root, and the user {self.user.pw_name} cannot "
                    f"enter {folder}: move it, or run newsbot as another user"
                )


def server_account(data: Path) -> Account:
    """The account under which the database server runs.

    If the data folder `data` exists, the account is that of the folder's owner, because PostgreSQL
    requires that the server owns its folder. If the folder does not exist yet, the account is that
    of this process. But PostgreSQL refuses to run as root. So if this process runs as root, the
    server runs in a user namespace or as another user.

    Raises:
        ConfigurationError: this process may not run programs as the owner of the folder, or no
            suitable user exists.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        _refuse_foreign(data, owner, allowed={os.geteuid()})
        # In a container, the user of this process may have a number but no name, and initdb refuses
        # to run for such a user. So it is run in a user namespace (NAMESPACE), where the user has
        # the name "nobody".
        return Account() if _user(os.geteuid()) else Account(prefix=NAMESPACE)
    stand_ins = [user for name in STAND_INS if (user := _user(name))]
    _refuse_foreign(data, owner, allowed={0, *(user.pw_uid for user in stand_ins)})
    if owner == 0 or (owner is None and _namespaces_work()):
        return Account(prefix=NAMESPACE)
    for user in stand_ins:
        if owner in {None, user.pw_uid}:
            return Account(user=user)
    raise ConfigurationError("PostgreSQL does not run as root: run newsbot as another user")


def refuse_foreign(path: Path, account: Account | None = None) -> None:
    """Raises ConfigurationError if a file or folder belongs to a foreign user.

    A user is foreign unless it is the user of this process or the user of `account`.
    """
    stand_in = {account.user.pw_uid} if account and account.user else set()
    _refuse_foreign(path, path.lstat().st_uid, allowed={os.geteuid()} | stand_in)


def _refuse_foreign(path: Path, owner: int | None, *, allowed: set[int]) -> None:
    if owner is not None and owner not in allowed:
        user = _user(owner)
        raise ConfigurationError(
            f"{path} belongs to another user ({user.pw_name if user else owner}): "
            "run newsbot as that user, or name a folder of your own in NEWSBOT_HOME"
        )


def _namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    return Account(prefix=NAMESPACE).run(["true"], capture_output=True).returncode == 0


def _user(who: int | str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(who) if isinstance(who, int) else pwd.getpwnam(who)
    except KeyError:
        return None
