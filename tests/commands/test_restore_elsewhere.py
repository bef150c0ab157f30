"""A restore into a database that has roles, or extensions in other schemas than the dumped one."""

from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.storage.engine import connect
from newsbot.storage.schema.roles import OWNER, READER, WRITER, make_roles
from tests.conftest import RunScrapy
from tests.storage.making import article, rows, store
from tests.storage.roles.connecting import refusal, run_as, url_as

OWNERS = """
    SELECT DISTINCT c.relowner::regrole::text FROM pg_class AS c
    WHERE c.relnamespace IN ('news'::regnamespace, 'newsbot'::regnamespace)
"""
FOR_EVERYBODY = """
    SELECT p.proname FROM pg_proc AS p
    WHERE p.pronamespace IN ('news'::regnamespace, 'newsbot'::regnamespace)
        AND has_function_privilege('newsbot_stranger', p.oid, 'EXECUTE')
    ORDER BY 1
"""
EXTENSIONS = ("CREATE EXTENSION unaccent SCHEMA {0}", "CREATE EXTENSION pg_trgm SCHEMA {0}")
ODD = '"odd ""schema"'


def execute(url: str, statements: Sequence[str]) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.mark.parametrize("restorer", [OWNER, None])
def test_after_a_restore_the_schema_is_the_owners_and_the_roles_have_their_rights(
    run_scrapy: RunScrapy, engine: Engine, database_url: str, tmp_path: Path, restorer: str | None
) -> None:
    store(engine, article("ferry"))
    make_roles(engine)
    file = tmp_path / "news.dump"
    # The dump is written by the writer, who reads all rows, those of the first day included.
    dumped = run_scrapy("db", "dump", str(file), NEWSBOT_DATABASE_URL=url_as(WRITER, database_url))
    assert dumped.returncode == ExitCode.OK, dumped.stderr
    url = url_as(restorer, database_url) if restorer else database_url
    done = run_scrapy("db", "restore", str(file), "--yes", NEWSBOT_DATABASE_URL=url)
    assert done.returncode == ExitCode.OK, done.stderr
    assert rows(engine, OWNERS) == [(OWNER,)]
    assert run_as(READER, database_url, "SELECT count(*) FROM news.articles") == [(1,)]
    assert refusal(WRITER, database_url, "DELETE FROM newsbot.changes") is None


def test_a_restore_by_the_writer_is_refused_in_one_line(
    run_scrapy: RunScrapy, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    make_roles(engine)
    file = str(tmp_path / "news.dump")
    run_scrapy("db", "dump", file)
    url = url_as(WRITER, database_url)
    refused = run_scrapy("db", "restore", file, "--yes", NEWSBOT_DATABASE_URL=url)
    assert refused.returncode == ExitCode.CONFIGURATION
    assert f"connect as {OWNER}" in refused.stderr


def test_what_not_everybody_may_run_is_kept_from_everybody_after_a_restore(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE newsbot_stranger")
    try:
        before = rows(engine, FOR_EVERYBODY)
        file = str(tmp_path / "news.dump")
        run_scrapy("db", "dump", file)
        done = run_scrapy("db", "restore", file, "--yes")
        assert done.returncode == ExitCode.OK, done.stderr
        assert rows(engine, FOR_EVERYBODY) == before
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP ROLE newsbot_stranger")


@pytest.mark.parametrize(("first", "second"), [(ODD, None), (None, ODD)])
def test_extensions_may_be_in_another_schema_than_in_the_dumped_database(
    run_scrapy: RunScrapy,
    database_url: str,
    empty_database_url: str,
    tmp_path: Path,
    first: str | None,
    second: str | None,
) -> None:
    """`first` and `second` are where the two databases had them before newsbot came; None: not."""
    for url, schema in ((database_url, first), (empty_database_url, second)):
        if schema:
            anew = ("DROP SCHEMA IF EXISTS news, newsbot CASCADE", f"CREATE SCHEMA {schema}")
            execute(url, [*anew, *(each.format(schema) for each in EXTENSIONS)])
    assert run_scrapy("db", "upgrade").returncode == ExitCode.OK
    engine = connect(database_url)
    store(engine, article("ferry", title="Smörgåsbord", language="sv"))
    rows(engine, "SELECT newsbot.index_for_search(10)")
    engine.dispose()
    file = str(tmp_path / "news.dump")
    run_scrapy("db", "dump", file)
    done = run_scrapy("db", "restore", file, NEWSBOT_DATABASE_URL=empty_database_url)
    assert done.returncode == ExitCode.OK, done.stderr
    restored = connect(empty_database_url)
    assert rows(restored, "SELECT newsbot.search_faults()") == []
    assert rows(restored, "SELECT title FROM news.similar_titles('Smörgåsborg')") == [
        ("Smörgåsbord",)
    ]
    restored.dispose()


def test_a_server_that_does_not_know_a_language_finds_its_articles_by_whole_words(
    run_scrapy: RunScrapy, engine: Engine, empty_database_url: str, tmp_path: Path
) -> None:
    store(engine, article("ferry", "Smörgåsborden i Malmö", language="sv"))
    rows(engine, "SELECT newsbot.index_for_search(10)")
    for kind, name in (("CONFIGURATION", "swedish"), ("DICTIONARY", "swedish_stem")):
        older = f"ALTER TEXT SEARCH {kind} pg_catalog.{name} RENAME TO not_{name}"
        execute(empty_database_url, [older])
    file = str(tmp_path / "news.dump")
    run_scrapy("db", "dump", file)
    done = run_scrapy("db", "restore", file, NEWSBOT_DATABASE_URL=empty_database_url)
    assert done.returncode == ExitCode.OK, done.stderr
    restored = connect(empty_database_url)
    for words, found in (("smorgasborden", 1), ("smorgasbord", 0)):
        assert rows(restored, f"SELECT count(*) FROM news.search('{words}')") == [(found,)]  # noqa: S608
    restored.dispose()
