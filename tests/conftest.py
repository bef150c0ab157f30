"""What every test may ask for: a real PostgreSQL, the command line, the corpora."""

import gc
import ipaddress
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy import Engine

from newsbot.postgres import cluster
from newsbot.postgres.binaries import choose_binaries
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate
from tests.in_memory import folder_in_memory
from tests.patience import PATIENCE_S, wait_until
from tests.spiders.local_site import LocalSite, local_site
from tests.warm import commands

CHECKOUT = Path(__file__).resolve().parents[1]
TEMPLATE = "template_newsbot"

RunScrapy = Callable[..., subprocess.CompletedProcess[str]]
Accepted = Callable[[Path, str], str]

_numbers = count(1)

# A shell starts its background jobs with SIGINT ignored, and what tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="run the tests that compare with files of expected output, and rewrite these files",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--accept"):
        items[:] = [item for item in items if "accepted" in getattr(item, "fixturenames", ())]


def pytest_collection_finish() -> None:
    # 13 600 tests and all modules stay to the end: the garbage collector need not look at them.
    gc.collect()
    gc.freeze()


@pytest.fixture
def accepted(request: pytest.FixtureRequest) -> Accepted:
    """The text of a file of expected output; with --accept, what was found becomes that text."""

    def text_of(file: Path, found: str) -> str:
        if request.config.getoption("--accept"):
            file.write_text(found, encoding="utf-8")
        return file.read_text(encoding="utf-8")

    return text_of


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as served:
        yield served


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """No socket of the test process connects to another machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(method: Callable[..., object]) -> Callable[..., object]:
    def connect(self: socket.socket, address: tuple[str, int] | str) -> object:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to connect to {address}")
        return method(self, address)

    return connect


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedServer]:
    """The session's own PostgreSQL, of the programs in NEWSBOT_TEST_POSTGRES if that is set."""
    with (
        folder_in_memory("newsbot-tests-") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        if programs := os.environ.get("NEWSBOT_TEST_POSTGRES"):
            binaries = choose_binaries(Path(programs), [])
            patch.setattr(cluster, "find_binaries", lambda: binaries)
        with EmbeddedServer(folder, fsync=False) as server:
            yield server


@pytest.fixture(scope="session")
def administrator(postgres: EmbeddedServer) -> Iterator[psycopg.Connection]:
    """A connection that creates and drops databases."""
    address = shown(postgres.url("postgres"))
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def template(postgres: EmbeddedServer, administrator: psycopg.Connection) -> str:
    """The name of a database with the current schema and no rows."""
    administrator.execute(f"CREATE DATABASE {TEMPLATE}")
    engine = connect(shown(postgres.url(TEMPLATE)))
    migrate.upgrade(engine)
    engine.dispose()
    return TEMPLATE


@pytest.fixture
def database_url(
    postgres: EmbeddedServer, administrator: psycopg.Connection, template: str
) -> Iterator[str]:
    """The address of a database with the current schema and no rows, this test's own."""
    yield from _database(postgres, administrator, template)


@pytest.fixture
def empty_database_url(
    postgres: EmbeddedServer, administrator: psycopg.Connection
) -> Iterator[str]:
    """The address of a database without anything in it, this test's own."""
    yield from _database(postgres, administrator, "template1")


def _database(
    postgres: EmbeddedServer, administrator: psycopg.Connection, template: str
) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    copy_database(administrator, template, name)
    yield shown(postgres.url(name))
    administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def copy_database(administrator: psycopg.Connection, template: str, name: str) -> None:
    """Creates the database `name` as a copy of `template`.

    By default PostgreSQL writes the whole copy into its write-ahead log too. To copy the files
    instead takes a fifth of the CPU time, as the test server need not wait for the disk. Versions
    before 15 know no other way.
    """
    strategy = "STRATEGY file_copy" if administrator.info.server_version >= 15_00_00 else ""
    administrator.execute(f"CREATE DATABASE {name} TEMPLATE {template} {strategy}")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Connected to `database_url`."""
    engine = connect(database_url)
    yield engine
    # A connection that a thread still uses would be left open.
    wait_until(lambda: not engine.pool.checkedout())
    engine.dispose()


@pytest.fixture
def run_scrapy(database_url: str, tmp_path: Path) -> RunScrapy:
    """`python -m scrapy ARGS` in the checkout with the settings for tests, on `database_url`.

    `run_scrapy("db", "current", NEWSBOT_DATABASE_URL="")` changes the environment.
    """

    def run(*args: str, timeout_s: float = PATIENCE_S, **environment: str):
        whole = os.environ | {
            "SCRAPY_PROJECT": "testing",
            "NEWSBOT_DATABASE_URL": database_url,
            "NEWSBOT_HOME": str(tmp_path / "home"),
        }
        return commands.run_scrapy(*args, environment=whole | environment, timeout_s=timeout_s)

    return run


def corpora_folder() -> Path:
    """The folder of page corpora beside the checkout, or the one NEWSBOT_CORPORA names."""
    beside = CHECKOUT.parent / "shared" / "corpora"
    return Path(os.environ.get("NEWSBOT_CORPORA", "") or beside)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of page corpora, where there is one."""
    folder = corpora_folder()
    if not folder.is_dir():
        pytest.skip(f"no page corpora in {folder}; NEWSBOT_CORPORA names another folder")
    return folder
