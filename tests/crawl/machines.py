"""Further machines on this one: what runs in them has another network, name and process ids."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil
import pytest

from tests.crawl.running import RunningCommand

# RFC 2544 sets these addresses apart for tests: no network has them.
NETS, SERVERS = "198.18.0.0/15", "198.19.0"
Within = tuple[str, ...]


@contextmanager
def machines(count: int, servers: int) -> Iterator[list[Within]]:
    """For each machine the command that runs another in it; all reach the servers' addresses.

    Skips the test where the system does not let us make such machines.
    """
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("unshare"):
        pytest.skip("needs root, ip (iproute2) and unshare (util-linux) for network namespaces")
    with ExitStack() as stack:
        try:
            names = [_connected(number, stack) for number in range(1, count + 1)]
            for number in range(1, servers + 1):
                _ip(f"addr add {SERVERS}.{number}/32 dev {names[0]}")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespaces here: {error.stderr.strip()}")
        yield [_within(name) for name in names]


def _connected(number: int, stack: ExitStack) -> str:
    """The name of a new network namespace, and of this side's end of the cable to it."""
    name, net = f"news{number}-{os.getpid() % 100_000}", f"198.18.{number}"
    _ip(f"netns add {name}")
    stack.callback(_ip, f"netns del {name}")
    _ip(f"link add {name} type veth peer name cable netns {name}")
    _ip(f"addr add {net}.1/24 dev {name}")
    _ip(f"link set {name} up")
    for command in (
        f"addr add {net}.2/24 dev cable",
        "link set cable up",
        "link set lo up",
        f"route add {NETS} via {net}.1",
    ):
        _ip(f"-netns {name} {command}")
    return name


def _within(name: str) -> Within:
    apart = ("unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc")
    named = ("sh", "-c", f'hostname {name} && exec "$@"', "sh")
    return ("ip", "netns", "exec", name, *apart, *named)


def _ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True, capture_output=True, text=True)


def crawler_of(command: RunningCommand) -> psutil.Process:
    """The process of a crawl itself, also in another machine."""
    process = psutil.Process(command.process.pid)
    return process.children()[0] if process.name() == "unshare" else process
