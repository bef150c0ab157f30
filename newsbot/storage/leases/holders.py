"""Identifies the process of a run, so that other runs can tell that the process is dead.

A lease is the right of a run to send requests to certain hosts. If it is not renewed, it ends by
itself after a minute. But if the process of a run is dead, other runs on the same machine end its
leases at once. So a crawl that is started again after a kill need not wait.
"""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process whose run has leased hosts, on this machine or another."""

    machine: str
    """The host name of the machine, shown to people."""
    boot: str
    """The boot id of the machine and the PID namespace of the process. Within one boot and one
    namespace, no two living processes have the same id."""
    process: str
    """The id and the start time of the process, e.g. "4711 99321". The start time is needed because
    the system reuses ids."""


def this_process() -> Holder:
    """The process that runs this code.

    The field `process` of the result is "" if the system does not show the entry of this process in
    the folder /proc.
    """
    try:
        process = _process(os.getpid())
    except OSError:
        process = None
    return Holder(machine=platform.node(), boot=_boot(), process=process or "")


def is_dead(holder: Holder) -> bool:
    """Whether a process has certainly ended; False for any process of another machine."""
    if not holder.process or not _boot() or holder.boot != _boot():
        return False
    number = int(holder.process.split()[0])
    try:
        return _process(number) != holder.process
    except OSError:
        return not _exists(number)


def _boot() -> str:
    """The value of Holder.boot for this process: the ids of the system's boot and PID namespace.

    Only a process with the same value can see whether this process is dead. The value is empty if
    the system has no /proc. Then newsbot cannot see whether a process is dead, and the leases of a
    dead process end only when their time is up.
    """
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _process(number: int) -> str | None:
    """The id and the start time of a process, in the form of Holder.process; None for a zombie.

    `number` is the id.

    Raises:
        OSError: no process has the id, or the system does not show this one.
    """
    status = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
    # The line has the process id, the name of the program in brackets, and further fields. The name
    # may contain anything, so only the text after the last bracket is split. The first of these
    # fields is the state, and the twentieth is the start time (man proc_pid_stat).
    fields = status.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else f"{number} {fields[19]}"


def _exists(number: int) -> bool:
    """Whether a process with the id `number` exists, even if /proc hides it (hidepid=2)."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:  # the process belongs to another user
        return True
    return True
