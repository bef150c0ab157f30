"""What is right after a restore: ids, the change feed, rights and what was forgotten."""

from pathlib import Path

from sqlalchemy import Engine

from newsbot.actions.database.restore import _script
from newsbot.errors import ExitCode
from newsbot.postgres.clients import find_pg_restore
from newsbot.storage.engine import connect
from newsbot.storage.schema.restoring import restore
from newsbot.storage.schema.roles import READER, WRITER, make_roles
from tests.commands.dumping import FEED, dumped, run_sql
from tests.conftest import RunScrapy
from tests.readers.exports import told
from tests.storage.making import article, rows, store, story
from tests.storage.roles.connecting import refusal, run_as, url_as


def test_ids_that_were_given_out_after_the_dump_are_not_used_again(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    store(engine, article("a", story("a")), article("b", story("b")))
    file = dumped(run_scrapy, tmp_path)
    store(engine, article("c", story("c")))
    run_scrapy("db", "restore", str(file), "--yes")
    engine.dispose()
    store(engine, article("d", story("d")))
    assert rows(engine, "SELECT id FROM news.articles ORDER BY id") == [(1,), (2,), (4,)]


def test_the_feed_tells_of_what_a_restore_took_away_changed_or_brought_back(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    store(engine, article("a", story("a")), article("b", story("b")), article("c", story("c")))
    file = dumped(run_scrapy, tmp_path)
    store(engine, article("d", story("d")))
    run_sql(engine, "INSERT INTO newsbot.changes (op, article_id) VALUES ('update', 1)")
    run_sql(engine, "DELETE FROM newsbot.versions WHERE article_id = 2")
    run_sql(engine, "DELETE FROM newsbot.article_blocks WHERE article_id = 2")
    run_sql(engine, "DELETE FROM newsbot.articles WHERE id = 2")
    run_sql(engine, "INSERT INTO newsbot.changes (op, article_id) VALUES ('delete', 2)")
    done = run_scrapy("db", "restore", str(file), "--yes")
    engine.dispose()
    assert rows(engine, f"{FEED} OFFSET 3") == [
        (7, "delete", 4), (8, "update", 1), (9, "update", 2),
    ]  # fmt: skip
    assert "1 articles that had been deleted after the dump are there again" in done.stderr


def test_a_reader_who_saw_an_article_before_it_was_forgotten_is_told_after_an_older_dump_too(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    store(engine, article("a", story("a")))
    file = dumped(run_scrapy, tmp_path)
    store(engine, article("b", story("b")))
    run_scrapy("export", "--out", str(out))
    run_scrapy("articles", "forget", "1", "2", "--write")
    run_scrapy("db", "restore", str(file), "--yes")
    engine.dispose()
    run_scrapy("export", "--out", str(out))
    assert sorted(told(out)) == [("delete", 1), ("delete", 2), ("upsert", 1), ("upsert", 2)]


def test_a_restore_does_not_drop_what_others_made_of_the_views(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    file = dumped(run_scrapy, tmp_path)
    run_sql(engine, "CREATE VIEW public.daily AS SELECT count(*) FROM news.articles")
    refused = run_scrapy("db", "restore", str(file), "--yes")
    assert "daily would be dropped as well" in refused.stderr
    assert rows(engine, "SELECT * FROM public.daily") == [(0,)]


def test_a_restore_leaves_the_session_settings_of_others_alone(
    run_scrapy: RunScrapy, database_url: str, tmp_path: Path
) -> None:
    file = dumped(run_scrapy, tmp_path)
    done = run_scrapy("db", "restore", str(file))
    engine = connect(database_url)
    assert done.returncode == ExitCode.OK
    assert rows(engine, "SHOW search_path") == [("public",)]
    engine.dispose()


def test_the_owner_of_the_former_schema_owns_the_restored_one(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    file = dumped(run_scrapy, tmp_path)
    name = engine.url.database
    run_sql(engine, "CREATE ROLE owner_of_news")
    run_sql(engine, f"GRANT CREATE, TEMPORARY ON DATABASE {name} TO owner_of_news")
    run_sql(engine, "ALTER SCHEMA newsbot OWNER TO owner_of_news")
    run_sql(engine, "ALTER SCHEMA news OWNER TO owner_of_news")
    tables = """
        SELECT c.oid::regclass FROM pg_class AS c
        WHERE relnamespace::regnamespace::text IN ('newsbot', 'news') AND relkind IN ('r', 'p', 'v')
    """
    for (table,) in rows(engine, tables):
        run_sql(engine, f"ALTER TABLE {table} OWNER TO owner_of_news")
    try:
        done = run_scrapy("db", "restore", str(file), "--yes")
        assert done.returncode == ExitCode.OK, done.stderr
        owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'newsbot'"
        assert rows(engine, owners) == [("owner_of_news",)]
    finally:
        run_sql(engine, "DROP OWNED BY owner_of_news CASCADE")
        run_sql(engine, "DROP ROLE owner_of_news")


def test_roles_have_their_rights_after_a_restore(
    run_scrapy: RunScrapy, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    make_roles(engine)
    store(engine, article("a", story("a")))
    file = dumped(run_scrapy, tmp_path)
    done = run_scrapy("db", "restore", str(file), "--yes")
    assert done.returncode == ExitCode.OK, done.stderr
    assert run_as(READER, database_url, "SELECT count(*) FROM news.articles") == [(1,)]
    assert refusal(READER, database_url, "SELECT FROM newsbot.articles") == "InsufficientPrivilege"
    writer = connect(url_as(WRITER, database_url))
    store(writer, article("b", story("b")))
    writer.dispose()
    assert run_as(READER, database_url, "SELECT count(*) FROM news.articles") == [(2,)]


def test_what_was_forgotten_after_the_dump_is_deleted_again_and_stays_forgotten(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    store(engine, article("a", story("a")), article("b", story("b")))
    file = dumped(run_scrapy, tmp_path)
    run_scrapy("articles", "forget", "https://gazette.example/a", "--write")
    run_scrapy("sites", "forget", "herald.example", "--write")
    urls = "SELECT url FROM newsbot.forgotten_urls"
    sites = "SELECT key FROM newsbot.sites WHERE forgotten_at IS NOT NULL"
    assert rows(engine, urls) == [("https://gazette.example/a",)]
    done = run_scrapy("db", "restore", str(file), "--yes")
    engine.dispose()
    assert "1 forgotten articles were in the dump, and are deleted again" in done.stderr
    assert "there again" not in done.stderr
    assert rows(engine, "SELECT url FROM news.articles") == [("https://gazette.example/b",)]
    assert rows(engine, urls) == [("https://gazette.example/a",)]
    assert rows(engine, sites) == [("herald.example",)]


def test_what_was_forgotten_stays_so_after_a_restore_of_an_older_schema_that_is_killed(
    run_scrapy: RunScrapy, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    store(engine, article("a", story("a")), article("b", story("b")))
    run_scrapy("db", "downgrade", "0015", "--yes")
    file = dumped(run_scrapy, tmp_path)
    run_scrapy("db", "upgrade")
    run_scrapy("articles", "forget", "https://gazette.example/a", "--write")
    run_scrapy("sites", "forget", "herald.example", "--write")
    engine.dispose()
    with _script(find_pg_restore(), file) as (script, _):  # and then the process is killed
        restore(connect(database_url, direct=True), script, lambda _: None, replace=True)
    done = run_scrapy("db", "upgrade")
    assert "1 forgotten articles were in the dump, and are deleted again" in done.stderr
    assert rows(engine, "SELECT url FROM news.articles") == [("https://gazette.example/b",)]
    assert rows(engine, "SELECT url FROM newsbot.forgotten_urls") == [
        ("https://gazette.example/a",)
    ]
    sites = "SELECT key FROM newsbot.sites WHERE forgotten_at IS NOT NULL"
    assert rows(engine, sites) == [("herald.example",)]
    assert rows(engine, "SELECT to_regclass('newsbot.former_forgotten')") == [(None,)]
