"""The unit files in docs/systemd/ are such as systemd takes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

UNITS = sorted((CHECKOUT / "docs" / "systemd").iterdir())
FOLDER = "/srv/newsbot"
"""Where the units say that the checkout is."""


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze, of systemd"
)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_such_as_systemd_takes(unit: Path, tmp_path: Path):
    # systemd-analyze wants the programs to be there.
    for each in UNITS:
        copy = tmp_path / each.name
        copy.write_text(each.read_text().replace(FOLDER, str(CHECKOUT)))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert str(tmp_path) not in verified.stderr
    assert verified.returncode == 0, verified.stderr


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze, of systemd"
)
def test_a_unit_with_a_mistake_is_seen(tmp_path: Path):
    unit = tmp_path / "newsbot.service"
    unit.write_text("[Service]\nType=once\nExecStart=/bin/true\n")
    verify = ["systemd-analyze", "verify", "--man=no", unit]
    verified = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert str(tmp_path) in verified.stderr
