"""Starts `python -m scrapy ARGS` in the checkout, warm where that is possible."""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from tests.warm.waiting import MOST_BYTES

CHECKOUT = Path(__file__).resolve().parents[2]


class WarmCommand:
    """A command under way in a fork; its methods are those of subprocess.Popen that tests use."""

    def __init__(
        self, args: Sequence[str], environment: Mapping[str, str], stdout: int, stderr: int
    ) -> None:
        self._reports, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = json.dumps([args, dict(environment)]).encode()
        with theirs:
            socket.send_fds(_orders(), [order], [theirs.fileno(), stdout, stderr])
        self.pid = int(self._reports.recv(MOST_BYTES))
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, or the negative number of the signal that ended the command."""
        if self.returncode is None:
            self._reports.settimeout(timeout)
            try:
                self.returncode = int(self._reports.recv(MOST_BYTES))
            except (TimeoutError, BlockingIOError) as error:
                raise subprocess.TimeoutExpired("scrapy", timeout or 0) from error
            self._reports.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


Command = WarmCommand | subprocess.Popen[bytes]


def start(
    *args: str, environment: Mapping[str, str], stdout: int, stderr: int, within: Sequence[str] = ()
) -> Command:
    """Starts a command that has nothing to read.

    Args:
        args: the arguments of `python -m scrapy`.
        environment: the whole environment.
        stdout: the number of the open file that gets what the command prints.
        stderr: the number of the open file that gets what the command logs.
        within: a command that runs the command which its last arguments name.
    """
    if not within and _can_be_warm(environment):
        return WarmCommand(args, environment, stdout, stderr)
    return subprocess.Popen(
        [*within, sys.executable, "-m", "scrapy", *args],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
    )


def run(
    *args: str, environment: Mapping[str, str], timeout_s: float
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    with TemporaryFile("w+") as stdout, TemporaryFile("w+") as stderr:
        files = {"stdout": stdout.fileno(), "stderr": stderr.fileno()}
        command = start(*args, environment=environment, **files)
        try:
            code = command.wait(timeout_s)
        finally:
            command.kill()
            command.wait()
        printed, logged = (file.seek(0) or file.read() for file in (stdout, stderr))
    return subprocess.CompletedProcess(args, code, printed, logged)


def _can_be_warm(environment: Mapping[str, str]) -> bool:
    # Python reads the variables for itself when it starts. And a fork without exec is only safe on
    # Linux, where the waiting process is known to have no other thread.
    return sys.platform == "linux" and _of_python(environment) == _of_python(os.environ)


def _of_python(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith("PYTHON")}


@cache
def _orders() -> socket.socket:
    """The socket to the waiting process of this test process, which the first call starts."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        waiting = subprocess.Popen(
            [sys.executable, "-m", "tests.warm.waiting", str(theirs.fileno())],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )

    def end() -> None:
        ours.close()
        waiting.wait()

    atexit.register(end)
    return ours
