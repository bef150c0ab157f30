import os
import subprocess
import sys

import pytest
from sqlalchemy import inspect, make_url, text

from newsbot.errors import ConfigurationError, DatabaseError, SchemaError
from newsbot.postgres.location import PROJECT, shown
from newsbot.storage.engine import connect, require_current_schema
from newsbot.storage.models import revisions
from newsbot.storage.models.article_tables import articles
from newsbot.storage.schema import migrate
from newsbot.urls import KEY_VERSION, origin_of
from tests.patience import PATIENCE_S

UPGRADE = (
    "from newsbot.storage import engine\n"
    "from newsbot.storage.schema import migrate\n"
    "migrate.upgrade(engine.connect())"
)


FIRST_ROWS = """
    INSERT INTO newsbot.sites (id, key) VALUES (1, 'gazette');
    INSERT INTO newsbot.articles (
        id, url_key, url, site_id, decided_at, dedup_version, first_seen_at, fetched_at, updated_at
    ) VALUES (1, 'k', 'https://gazette.example/a', 1, now(), 1, now(), now(), now());
    INSERT INTO newsbot.versions (
        article_id, number, is_current, fetched_at, text_sha256, content_sha256, title, authors,
        tags, body, word_count, extractor, extractor_version
    ) VALUES (1, 1, true, now(), 't', 'c', 'Ferry sails', '{}', '{}', 'It sails.', 2, 'test', '1')
"""


@pytest.fixture
def empty(empty_database_url):
    engine = connect(empty_database_url)
    yield engine
    engine.dispose()


def test_an_empty_database_is_upgraded_from_nothing(empty):
    assert revisions.current(empty) is None
    assert migrate.upgrade(empty) == migrate.Move(before=None, after=revisions.head())
    tables = set(inspect(empty).get_table_names(schema="newsbot"))
    assert tables == {table.name for table in articles.metadata.sorted_tables} | {"alembic_version"}


def test_a_current_schema_is_left_alone(engine):
    head = revisions.head()
    assert migrate.upgrade(engine) == migrate.Move(before=head, after=head)


def test_down_to_base_nothing_of_it_is_left(engine):
    migrate.downgrade(engine, "base")
    assert revisions.current(engine) is None
    assert inspect(engine).get_table_names(schema="newsbot") == ["alembic_version"]


def test_a_downgrade_leaves_the_views_that_its_revision_made(empty):
    numbers = [f"{number:04}" for number in range(1, int(revisions.head()) + 1)]
    made = {}
    for revision in numbers:
        migrate.upgrade(empty, revision)
        made[revision] = views_of(empty)
    for revision in reversed(numbers[:-1]):
        migrate.downgrade(empty, revision)
        assert views_of(empty) == made[revision]


def views_of(engine):
    """The text of each view, and the comments on it and on its columns."""
    asked = """
        SELECT c.oid::regclass::text, pg_get_viewdef(c.oid), obj_description(c.oid), array_agg(
            ARRAY[a.attname, col_description(c.oid, a.attnum)] ORDER BY a.attnum
        )
        FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE c.relkind = 'v' AND c.relnamespace IN (
            SELECT oid FROM pg_namespace WHERE nspname IN ('news', 'newsbot')
        )
        GROUP BY c.oid ORDER BY 1
    """
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(asked))]


def test_rows_of_the_first_release_survive_up_and_down(empty):
    migrate.upgrade(empty, "0001")
    with empty.begin() as connection:
        connection.execute(text(FIRST_ROWS))
    migrate.upgrade(empty)
    with empty.connect() as connection:
        columns = "title, published_source, published_offset_minutes, credits"
        (row,) = connection.execute(text(f"SELECT {columns} FROM news.articles"))  # noqa: S608 - fixed names
        assert tuple(row) == ("Ferry sails", None, None, [])
    migrate.downgrade(empty, "0001")
    with empty.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM news.articles"))
        assert row.title == "Ferry sails"
        assert not hasattr(row, "credits")


def test_the_hosts_of_former_urls_are_named_as_new_ones_are(empty):
    places = ("gazette.example/a:b", "gazette.example?a", "gazette.example:8080/a", "[::1]/a")
    urls = [f"{scheme}://{place}" for scheme in ("http", "https") for place in places]
    migrate.upgrade(empty, "0001")
    with empty.begin() as connection:
        connection.execute(text(FIRST_ROWS))
        connection.execute(
            text(
                "INSERT INTO newsbot.frontier (url_key, url, site_id, state) "
                "VALUES (:key, :url, 1, 'done')"
            ),
            [{"key": url.encode(), "url": url} for url in urls],
        )
    migrate.upgrade(empty, "0005")
    with empty.connect() as connection:
        found = connection.execute(text("SELECT url, host FROM newsbot.frontier")).all()
    assert dict(map(tuple, found)) == {url: origin_of(url) for url in urls}


def test_keys_of_an_empty_database_are_current_and_those_of_a_filled_one_are_not(empty):
    migrate.upgrade(empty, "0004")
    with empty.begin() as connection:
        connection.execute(text(FIRST_ROWS))
    migrate.upgrade(empty)
    with empty.connect() as connection:
        found = connection.execute(text("SELECT table_name, version FROM newsbot.url_key_versions"))
        assert {row.table_name: row.version for row in found} == {
            "articles": 1, "article_urls": KEY_VERSION, "frontier": KEY_VERSION,
            "rejections": KEY_VERSION, "forgotten_urls": KEY_VERSION,
        }  # fmt: skip


def test_keys_that_were_half_made_anew_are_all_made_anew_after_a_downgrade(empty):
    migrate.upgrade(empty)
    half = "UPDATE newsbot.url_key_versions SET version = 2, next_version = 3, after = 'k'"
    with empty.begin() as connection:
        connection.execute(text(half))
    migrate.downgrade(empty, "0009")
    with empty.connect() as connection:
        found = connection.execute(
            text("SELECT DISTINCT version, next_version, after FROM newsbot.url_key_versions")
        )
        assert found.all() == [(2, None, None)]


def test_passwords_in_the_arguments_of_former_runs_are_forgotten(empty):
    migrate.upgrade(empty, "0005")
    with empty.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO newsbot.runs (spider, newsbot_version, arguments) VALUES ('feed', '1', CAST(
                '{"url": "https://anna:secret@gazette.example/a?to=b@c,http://bob@post.example"}'
                AS jsonb
            ))
        """)
        )
    migrate.upgrade(empty)
    with empty.connect() as connection:
        assert connection.scalar(text("SELECT arguments FROM news.runs")) == {
            "url": "https://gazette.example/a?to=b@c,http://post.example"
        }


def test_only_queues_with_pending_urls_are_due_after_an_upgrade(empty):
    migrate.upgrade(empty, "0006")
    with empty.begin() as connection:
        connection.execute(
            text("INSERT INTO newsbot.sites (key, name) VALUES ('gazette', 'Gazette')")
        )
        connection.execute(
            text("""
            INSERT INTO newsbot.frontier (url_key, url, host, site_id, state)
            SELECT host::bytea, 'https://' || host || '/a', host, 1, state
            FROM (VALUES ('a.example', 'pending'), ('b.example', 'done')) AS given (host, state)
        """)
        )
    migrate.upgrade(empty)
    with empty.connect() as connection:
        due = connection.execute(text("SELECT queue, next_at IS NOT NULL FROM newsbot.queues"))
        assert sorted(map(tuple, due)) == [("a.example", True), ("b.example", False)]


def test_two_processes_may_upgrade_at_once(empty_database_url):
    environment = os.environ | {"NEWSBOT_DATABASE_URL": empty_database_url}
    both = [
        subprocess.Popen([sys.executable, "-c", UPGRADE], cwd=PROJECT, env=environment)
        for _ in range(2)
    ]
    assert [process.wait(timeout=PATIENCE_S) for process in both] == [0, 0]


def test_a_failed_migration_changes_nothing(empty):
    with empty.begin() as connection:
        connection.execute(text("CREATE SCHEMA newsbot"))
        connection.execute(text("CREATE TABLE newsbot.articles (in_the_way integer)"))
    with pytest.raises(DatabaseError, match="articles"):
        migrate.upgrade(empty)
    assert inspect(empty).get_table_names(schema="newsbot") == ["articles"]


def test_an_unknown_revision_is_an_error_of_configuration(engine):
    with pytest.raises(ConfigurationError, match="no_such"):
        migrate.upgrade(engine, "no_such")


def test_the_current_schema_satisfies_this_code(engine):
    require_current_schema(engine)


def test_an_empty_database_is_told_how_to_upgrade(empty):
    with pytest.raises(SchemaError, match=r"is at none, .* run `scrapy db upgrade`"):
        require_current_schema(empty)


def test_a_newer_schema_asks_for_newer_code(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.alembic_version SET version_num = '9999'"))
    for refuses in (require_current_schema, migrate.upgrade):
        with pytest.raises(SchemaError, match=r"9999, newer .* update newsbot"):
            refuses(engine)


def test_an_unreachable_database_is_named_without_its_password():
    with pytest.raises(DatabaseError) as caught:
        connect("postgresql://anna:hunter2@127.0.0.1:1/news")
    assert "postgresql://anna:***@127.0.0.1:1/news" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def latin1_url(postgres, administrator):
    provider = "LOCALE_PROVIDER libc" if administrator.info.server_version >= 15_00_00 else ""
    options = f"ENCODING 'LATIN1' {provider} LOCALE 'C' TEMPLATE template0"
    administrator.execute(f"CREATE DATABASE latin1 {options}")
    yield shown(postgres.url("latin1"))
    administrator.execute("DROP DATABASE latin1 WITH (FORCE)")


def test_a_database_that_is_not_in_utf8_is_refused_in_one_line(latin1_url):
    with pytest.raises(ConfigurationError, match="stores text as LATIN1: newsbot needs") as caught:
        connect(latin1_url)
    assert "\n" not in str(caught.value)


def test_whatever_the_database_says_dates_are_read_as_they_are_written(
    empty_database_url, administrator
):
    name = make_url(empty_database_url).database
    administrator.execute(f"ALTER DATABASE {name} SET datestyle = 'German'")
    administrator.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Tokyo'")
    engine = connect(empty_database_url)
    with engine.connect() as connection:
        moment = connection.scalar(text("SELECT timestamptz '2026-05-11 12:00+00'"))
    assert moment.isoformat() == "2026-05-11T12:00:00+00:00"
    engine.dispose()


def test_sessions_keep_utc_and_say_whose_they_are(engine):
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW timezone")) == "UTC"
        assert connection.scalar(text("SHOW application_name")) == "newsbot"
