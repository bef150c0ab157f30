"""Starts `python -m MODULE ARGS` in the checkout, warm where that is possible."""

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
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from tests.patience import PATIENCE_S
from tests.warm.children import MOST_BYTES

CHECKOUT = Path(__file__).resolve().parents[2]
ROOM = "-" * 500
"""An argument in whose place forks of the waiting process put theirs, for `ps` to show."""


class WarmCommand:
    """A command under way in a fork; its methods are those of subprocess.Popen that tests use."""

    def __init__(
        self, command_line: Sequence[str], environment: Mapping[str, str], files: Sequence[int]
    ) -> None:
        self._reports, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = json.dumps([command_line, dict(environment)]).encode()
        with theirs:
            socket.send_fds(_orders(), [order], [theirs.fileno(), *files])
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

    def poll(self) -> int | None:
        """The exit code as in `wait`, or None while the command runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


Command = WarmCommand | subprocess.Popen[bytes]


def start(
    *command_line: str,
    environment: Mapping[str, str],
    files: Sequence[IO[Any]],
    within: Sequence[str] = (),
) -> Command:
    """Starts `python -m MODULE ARGS`.

    Args:
        command_line: the module, and its arguments.
        environment: the whole environment.
        files: stdin, stdout and stderr.
        within: a command that runs the command which its last arguments name.
    """
    numbers = [file.fileno() for file in files]
    if not within and _can_be_warm(environment):
        return WarmCommand(command_line, environment, numbers)
    stdin, stdout, stderr = numbers
    return subprocess.Popen(
        [*within, sys.executable, "-m", *command_line],
        cwd=CHECKOUT,
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    )


def run(
    *command_line: str, environment: Mapping[str, str], timeout_s: float, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Runs `python -m MODULE ARGS` to its end; `given` is what it reads."""
    with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
        stdin.write(given)
        stdin.seek(0)
        command = start(*command_line, environment=environment, files=(stdin, stdout, stderr))
        try:
            code = command.wait(timeout_s)
        finally:
            command.kill()
            command.wait()
        stdout.seek(0)
        stderr.seek(0)
        return subprocess.CompletedProcess(command_line, code, stdout.read(), stderr.read())


def run_scrapy(
    *args: str, environment: Mapping[str, str], timeout_s: float = PATIENCE_S
) -> subprocess.CompletedProcess[str]:
    """Runs `python -m scrapy ARGS` to its end; what it writes is text."""
    done = run("scrapy", *args, environment=environment, timeout_s=timeout_s)
    texts = (TextIOWrapper(BytesIO(output)).read() for output in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, *texts)


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
            [sys.executable, "-m", "tests.warm.waiting", str(theirs.fileno()), ROOM],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )

    def end() -> None:
        ours.close()  # which ends the process
        waiting.wait()

    atexit.register(end)
    return ours
