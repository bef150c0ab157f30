"""The process behind a run, by which other runs know that it is dead.

A lease ends by itself a minute after its holder's last word. A process of this machine that is gone
is known at once: a killed crawl that is started again goes on without waiting.
"""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process on some machine."""

    machine: str
    """The host name, for people."""
    boot: str
    """One start of one machine, and in containers the namespace in which processes have numbers."""
    process: str
    """The number of the process and when it began, for numbers are used again: "4711 99321"."""


def this_process() -> Holder:
    """The process that asks."""
    return Holder(machine=platform.node(), boot=_boot(), process=_process(os.getpid()) or "")


def is_dead(holder: Holder) -> bool:
    """Whether a process is gone for certain; of other machines' processes nothing is certain."""
    if not holder.process or not _boot() or holder.boot != _boot():
        return False
    return _process(int(holder.process.split()[0])) != holder.process


def _boot() -> str:
    """Empty where the system has no such files: then leases end by time alone."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _process(number: int) -> str | None:
    """The process as Holder names it; None where there is none, or one that has ended."""
    try:
        status = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # After the name, which may hold anything: state is the first field, the start the twentieth.
    fields = status.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else f"{number} {fields[19]}"
