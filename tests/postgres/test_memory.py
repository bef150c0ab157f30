"""The embedded server gets a share of the memory of the machine, or of its container."""

import subprocess
import sys
from pathlib import Path

import pytest

from newsbot.postgres import memory as server_memory
from newsbot.postgres.memory import MIB, memory_limit, shared_buffers

SMALL = 256 * MIB
V1_LIMIT = "memory.limit_in_bytes"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of the system's: "own" lists the process's groups, other files limits."""
    monkeypatch.setattr(server_memory, "OWN_GROUPS", tmp_path / "own")
    monkeypatch.setattr(server_memory, "GROUPS", tmp_path)
    return tmp_path


def with_limits(folder: Path, own: str, limits: dict[str, str]) -> int:
    """The memory limit of a process in these groups, for files with the given limits."""
    (folder / "own").write_text(own)
    for name, content in limits.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return memory_limit()


@pytest.mark.parametrize(
    ("own", "limited"),
    [
        ("0::/\n", "memory.max"),
        ("0::/outer/in:ner\n", "outer/in:ner/memory.max"),
        ("0::/outer/inner\n", "outer/memory.max"),
        ("4:memory:/outer\n3:cpuset:/\n0::/\n", f"memory/outer/{V1_LIMIT}"),
        ("4:cpu,memory:/elsewhere\n", f"memory/{V1_LIMIT}"),
    ],
)
def test_the_limit_of_its_group_or_of_one_around_it_counts(
    folder: Path, own: str, limited: str
) -> None:
    assert with_limits(folder, own, {limited: f"{SMALL}\n"}) == SMALL


@pytest.mark.parametrize(
    ("own", "limits"),
    [
        ("", {}),
        ("0::/outer\n", {"outer/memory.max": "max\n"}),
        ("0::/outer\n", {"outer/memory.max": ""}),
        ("0::/outer\n", {"other/memory.max": f"{SMALL}\n"}),
        ("4:memory:/\n", {f"memory/{V1_LIMIT}": "9223372036854771712\n"}),
        ("3:cpuset:/outer\n", {f"memory/outer/{V1_LIMIT}": f"{SMALL}\n"}),
    ],
)
def test_without_a_limit_of_its_own_it_may_use_the_machines_memory(
    folder: Path, own: str, limits: dict[str, str]
) -> None:
    unlimited = memory_limit()
    assert unlimited > SMALL
    assert with_limits(folder, own, limits) == unlimited


def test_the_limit_of_the_process_counts() -> None:
    program = "from newsbot.postgres.memory import memory_limit; print(memory_limit())"
    limited = f"ulimit -v {8 * SMALL // 1024} && exec {sys.executable} -c '{program}'"
    printed = subprocess.run(["sh", "-c", limited], capture_output=True, text=True, check=True)
    assert int(printed.stdout) == 8 * SMALL


@pytest.mark.parametrize(
    ("limit_mib", "buffers"),
    [(256, "128MB"), (4096, "512MB"), (24_000, "3000MB"), (96_000, "4096MB")],
)
def test_buffers_are_an_eighth_but_never_less_than_usual_nor_more_than_is_of_use(
    monkeypatch: pytest.MonkeyPatch, limit_mib: int, buffers: str
) -> None:
    monkeypatch.setattr(server_memory, "memory_limit", lambda: limit_mib * MIB)
    assert shared_buffers() == buffers
