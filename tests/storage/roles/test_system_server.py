"""On an installed PostgreSQL, an administrator who is no superuser makes the roles; all by TLS."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_site import LocalSite
from tests.storage.certificates import certificate_in
from tests.storage.system_server import system_server

PREPARED = (
    "CREATE ROLE chief LOGIN CREATEROLE PASSWORD 'secret'",
    "CREATE DATABASE shared OWNER chief",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    superuser_url: str
    port: int
    authority: Path

    def url(self, role: str) -> str:
        return (
            f"postgresql://{role}:secret@localhost:{self.port}/shared"
            f"?sslmode=verify-full&sslrootcert={self.authority}"
        )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    certificate = certificate_in(tmp_path)
    with system_server(tmp_path / "server", certificate) as (url, port):
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in PREPARED:
                connection.execute(statement)
        yield Server(superuser_url=url, port=port, authority=certificate.authority)


def run_sql(url: str, sql: str) -> None:
    """Runs SQL as an administrator would, by psql."""
    psql = shutil.which("psql")
    assert psql
    command = [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", url]
    ended = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_an_administrator_makes_roles_and_the_writer_crawls_over_tls(
    run_scrapy: RunScrapy, server: Server, site: LocalSite
) -> None:
    def run(role: str, *command: str) -> str:
        ended = run_scrapy(*command, NEWSBOT_DATABASE_URL=server.url(role))
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    run_sql(server.url("chief"), run("nobody", "db", "roles", "--sql"))
    passwords = [
        f"ALTER ROLE newsbot_{who} PASSWORD 'secret'" for who in ("owner", "writer", "reader")
    ]
    run_sql(server.url("chief"), ";".join(passwords))
    run("newsbot_owner", "db", "upgrade")
    page = site.add("/Anna", news_page("Anna"))
    feed = site.add("/feed.xml", feed_of(page), Content_Type="application/rss+xml")
    run("newsbot_writer", "crawl", "feed", "-a", f"url={feed}")
    with psycopg.connect(server.url("newsbot_reader")) as reader:
        assert reader.execute("SELECT url FROM news.articles").fetchall() == [(page,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("SELECT FROM newsbot.articles")


def test_a_schema_that_somebody_else_made_becomes_the_owners(
    run_scrapy: RunScrapy, server: Server
) -> None:
    def run(*command: str, role: str = "chief", told: str = "") -> str:
        ended = run_scrapy(*command, NEWSBOT_DATABASE_URL=server.url(role))
        assert ended.returncode == 0, ended.stderr
        assert told in ended.stdout
        return ended.stdout

    run("db", "upgrade")
    run("db", "roles", told="tables and views belong to newsbot_owner now")
    run("db", "roles")
    run("db", "downgrade", "0015", "--yes")
    run("db", "upgrade")
    with psycopg.connect(server.superuser_url.replace("/postgres?", "/shared?")) as connection:
        owners = connection.execute("""
            SELECT DISTINCT relowner::regrole::text FROM pg_class
            WHERE relnamespace IN ('news'::regnamespace, 'newsbot'::regnamespace)
        """).fetchall()
    assert owners == [("newsbot_owner",)]
