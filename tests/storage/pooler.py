"""A pgbouncer in transaction mode in front of the PostgreSQL of the tests."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from newsbot.postgres.account import server_account
from tests.patience import wait_until

PORT = 6432


@contextmanager
def pgbouncer(database_url: str, folder: Path) -> Iterator[str]:
    """The URL of the database through a pool with two sessions, fewer than a crawl uses at once."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("no pgbouncer on this machine")
    server = psycopg.conninfo.conninfo_to_dict(database_url)
    folder.mkdir(exist_ok=True)
    (folder / "users").write_text('"newsbot" ""\n')
    (folder / "pgbouncer.ini").write_text(f"""
        [databases]
        * = host={server["host"]} port={server["port"]}
        [pgbouncer]
        unix_socket_dir = {folder}
        listen_port = {PORT}
        auth_type = trust
        auth_file = {folder}/users
        pool_mode = transaction
        default_pool_size = 2
    """)
    # It refuses to run as root, as PostgreSQL does, and must reach the same socket.
    account = server_account(Path(str(server["host"])))
    account.give(folder)
    process = subprocess.Popen(
        [*account.prefix, program, "-q", folder / "pgbouncer.ini"],
        user=account.user and account.user.pw_uid,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"postgresql://newsbot@/{server['dbname']}?host={folder}&port={PORT}"
    try:
        wait_until(lambda: answers(url, process))
        yield url
    finally:
        process.terminate()
        process.communicate()


def answers(url: str, process: subprocess.Popen[str]) -> bool:
    """Whether the pooler takes connections; AssertionError if it has ended."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        assert process.poll() is None, process.communicate()[1]
        return False
    return True
