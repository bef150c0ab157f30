"""A pgbouncer in transaction mode in front of the PostgreSQL of the tests."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from newsbot.postgres.account import server_account
from tests.patience import wait_until
from tests.storage.certificates import Certificate

PORT = 6432
PASSWORD = "invented"  # noqa: S105 - of a pool that lives as long as a test


@contextmanager
def pgbouncer(
    database_url: str,
    folder: Path,
    *,
    user: str = "newsbot",
    certificate: Certificate | None = None,
) -> Iterator[str]:
    """The URL of the database through a pool with two sessions, fewer than a crawl uses at once.

    The pool is reached by a socket, without a password. With `certificate`, it is reached by TCP,
    over TLS, and `user` needs the password of this module.
    """
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("no pgbouncer on this machine")
    server = psycopg.conninfo.conninfo_to_dict(database_url)
    # The number is only a part of the socket's name, unless clients connect by TCP.
    port = free_port() if certificate else PORT
    folder.mkdir(exist_ok=True)
    (folder / "users").write_text(f'"{user}" "{PASSWORD if certificate else ""}"\n')
    (folder / "pgbouncer.ini").write_text(f"""
        [databases]
        * = host={server["host"]} port={server["port"]}
        [pgbouncer]
        unix_socket_dir = {folder}
        listen_port = {port}
        auth_type = {"scram-sha-256" if certificate else "trust"}
        auth_file = {folder}/users
        pool_mode = transaction
        default_pool_size = 2
        {tls_options(certificate)}
    """)
    # It refuses to run as root, as PostgreSQL does, and must reach the same socket.
    account = server_account(Path(str(server["host"])))
    for file in (folder, certificate and certificate.key):
        if file:
            account.give(file)
    process = subprocess.Popen(
        [*account.prefix, program, "-q", folder / "pgbouncer.ini"],
        user=account.user and account.user.pw_uid,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"postgresql://{user}@/{server['dbname']}?host={folder}&port={port}"
    if certificate:
        url = (
            f"postgresql://{user}:{PASSWORD}@localhost:{port}/{server['dbname']}"
            f"?sslmode=verify-full&sslrootcert={certificate.authority}"
        )
    try:
        wait_until(lambda: answers(url, process))
        yield url
    finally:
        process.terminate()
        process.communicate()


def tls_options(certificate: Certificate | None) -> str:
    """The lines of pgbouncer.ini by which clients must use TLS."""
    if certificate is None:
        return ""
    return f"""
        listen_addr = localhost
        client_tls_sslmode = require
        client_tls_cert_file = {certificate.certificate}
        client_tls_key_file = {certificate.key}
    """


def free_port() -> int:
    """A port on loopback that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def answers(url: str, process: subprocess.Popen[str]) -> bool:
    """Whether the pooler takes connections; AssertionError if it has ended."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        assert process.poll() is None, process.communicate()[1]
        return False
    return True
