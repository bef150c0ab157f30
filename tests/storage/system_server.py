"""A server of the PostgreSQL that is installed on the machine, reached by TCP over TLS only."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError
from newsbot.postgres.account import server_account
from newsbot.postgres.binaries import choose_binaries, system_folders
from tests.storage.certificates import Certificate
from tests.storage.pooler import free_port

RULES = """\
local all postgres trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""


@contextmanager
def system_server(folder: Path, certificate: Certificate) -> Iterator[tuple[str, int]]:
    """The URL for its superuser, by a socket and without a password, and its port on localhost.

    On localhost, the server wants TLS and a password.
    """
    try:
        binaries = choose_binaries(None, system_folders())
    except ConfigurationError:
        pytest.skip("no PostgreSQL is installed on this machine")
    folder.mkdir(mode=0o700)
    account = server_account(folder)
    account.give(folder)
    account.give(certificate.key)
    data = folder / "data"
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    made = account.run(
        [
            binaries.folder / "initdb",
            f"--pgdata={data}",
            "--locale=C",
            "--lc-ctype=C.UTF-8",
            *options,
        ],
        capture_output=True,
    )
    assert made.returncode == 0, made.stderr
    (data / "pg_hba.conf").write_text(RULES)
    port = free_port()
    settings = {
        "listen_addresses": "localhost",
        "port": port,
        "unix_socket_directories": folder,
        "fsync": "off",
        "ssl": "on",
        "ssl_cert_file": certificate.certificate,
        "ssl_key_file": certificate.key,
    }
    given = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    control = [binaries.folder / "pg_ctl", "-D", data, "-s", "-w", "-l", folder / "log"]
    started = account.run([*control, "-o", given, "start"], capture_output=False)
    assert started.returncode == 0, (folder / "log").read_text()
    try:
        yield f"postgresql://postgres@/postgres?host={folder}&port={port}", port
    finally:
        account.run([*control, "-m", "immediate", "stop"])
