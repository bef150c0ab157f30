"""What is set up before Scrapy's own code runs."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsbot.errors import ExitCode
from tests.conftest import CHECKOUT

STARTING = f"""
import signal, sys
sys.path.insert(0, {str(CHECKOUT)!r})
from settings.environment_check import main
main()
print("ready", flush=True)
signal.pause()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_comes_before_a_command_runs_ends_with_its_code(
    tmp_path: Path, number: signal.Signals
) -> None:
    script = tmp_path / "scrapy"
    script.write_text(STARTING, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        started.send_signal(number)
        _, said = started.communicate()
    assert (started.returncode, said) == (ExitCode.SIGNAL, "")
