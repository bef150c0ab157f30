"""The server's share of memory: of the machine's, or of what a container leaves it."""

from pathlib import Path

import pytest

from newsbot.storage import server_memory
from newsbot.storage.server_memory import MIB, memory_limit, shared_buffers

MACHINE_MIB = 16 * 1024


@pytest.fixture(autouse=True)
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the limits of control groups are written; the process is of /outer/inner."""
    (tmp_path / "own").write_text("1:cpu:/other\n0::/outer/inner\n")
    (tmp_path / "groups/outer/inner").mkdir(parents=True)
    sizes = {"SC_PHYS_PAGES": MACHINE_MIB * MIB // 4096, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(server_memory.os, "sysconf", sizes.__getitem__)
    monkeypatch.setattr(server_memory, "OWN_GROUP", tmp_path / "own")
    monkeypatch.setattr(server_memory, "GROUPS", tmp_path / "groups")
    return tmp_path / "groups"


def test_without_limits_it_is_an_eighth_of_the_machine() -> None:
    assert memory_limit() == MACHINE_MIB * MIB
    assert shared_buffers() == "2048MB"


@pytest.mark.parametrize("group", ["outer", "outer/inner"])
def test_the_limit_of_its_group_and_of_those_around_counts(groups: Path, group: str) -> None:
    (groups / "outer/memory.max").write_text("max\n")
    (groups / group / "memory.max").write_text(f"{4096 * MIB}\n")
    assert memory_limit() == 4096 * MIB
    assert shared_buffers() == "512MB"


def test_a_limit_above_the_machines_memory_is_none(groups: Path) -> None:
    (groups / "outer/memory.max").write_text(f"{2 * MACHINE_MIB * MIB}\n")
    assert memory_limit() == MACHINE_MIB * MIB


@pytest.mark.parametrize(("limit_mib", "buffers"), [(256, "128MB"), (60_000, "4096MB")])
def test_it_is_never_less_than_usual_nor_more_than_is_of_use(
    groups: Path, monkeypatch: pytest.MonkeyPatch, limit_mib: int, buffers: str
) -> None:
    pages = {"SC_PHYS_PAGES": 100_000 * MIB // 4096, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(server_memory.os, "sysconf", pages.__getitem__)
    (groups / "outer/memory.max").write_text(str(limit_mib * MIB))
    assert shared_buffers() == buffers


def test_a_system_without_control_groups_has_its_machines_memory(groups: Path) -> None:
    (groups.parent / "own").unlink()
    assert memory_limit() == MACHINE_MIB * MIB
