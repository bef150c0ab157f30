"""Owner, writer and reader may do what they are for, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot.actions.database.search_index import index_for_search
from newsbot.errors import ConfigurationError
from newsbot.storage.engine import connect
from newsbot.storage.models.revisions import head
from newsbot.storage.readers.search_index import prepare_search
from newsbot.storage.schema import migrate
from newsbot.storage.schema.roles import OWNER, READER, WRITER, RolesMade, make_roles
from newsbot.storage.schema.turn import turn
from tests.dedup.texts import FERRY
from tests.storage.making import NOON, article_on, rows, store
from tests.storage.roles.connecting import refusal, run_as, url_as

DENIED, READ_ONLY = "InsufficientPrivilege", "ReadOnlySqlTransaction"
WRITABLE = "SET TRANSACTION READ WRITE"
VIEWS = """
    SELECT c.oid::regclass::text FROM pg_class AS c
    WHERE c.relnamespace = 'news'::regnamespace AND c.relkind = 'v' ORDER BY 1
"""
TABLES = """
    SELECT c.oid::regclass::text, a.attname
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = 1
    WHERE c.relnamespace = 'newsbot'::regnamespace AND c.relkind IN ('r', 'p')
        AND c.relname <> 'alembic_version' ORDER BY 1
"""
CHANGES = (
    "DELETE FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table}",
    "UPDATE {table} SET {column} = {column}",
)
NOT_OF_READERS = [
    "SELECT * FROM newsbot.articles",
    "SELECT newsbot.now()",
    "SELECT newsbot.day_partition('drop', 'sketches', '2020-01-01')",
    "DELETE FROM newsbot.articles",
    "INSERT INTO news.sites (site) VALUES ('a')",
    "INSERT INTO newsbot.changes (op, article_id) VALUES ('insert', 1)",
    "CREATE TABLE public.mine (i int)",
    "CREATE TABLE news.mine (i int)",
    "CREATE TEMPORARY TABLE mine (i int)",
    "CREATE SCHEMA mine",
    "CREATE VIEW news.mine AS SELECT 1",
    "DROP VIEW news.articles",
    "CREATE ROLE mine",
    "SET ROLE newsbot_writer",
    "SET ROLE newsbot_owner",
    "COPY news.sites TO PROGRAM 'cat'",
    "SELECT pg_read_file('PG_VERSION')",
]
NOT_OF_WRITERS = [
    "CREATE TABLE newsbot.mine (i int)",
    "CREATE TABLE public.mine (i int)",
    "CREATE TEMPORARY TABLE mine (i int)",
    "CREATE SCHEMA mine",
    "CREATE INDEX ON newsbot.articles (url)",
    "ALTER TABLE newsbot.articles ADD COLUMN mine int",
    "DROP TABLE newsbot.amendments",
    "TRUNCATE newsbot.changes",
    "CREATE OR REPLACE VIEW news.runs AS SELECT 1",
    "DROP VIEW news.articles",
    "COMMENT ON VIEW news.articles IS 'mine'",
    "CREATE OR REPLACE FUNCTION newsbot.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "UPDATE newsbot.alembic_version SET version_num = '0001'",
    "ALTER TABLE newsbot.articles OWNER TO newsbot_writer",
    "REVOKE SELECT ON news.articles FROM newsbot_reader; GRANT newsbot_owner TO newsbot_writer",
    "CREATE EXTENSION citext",
    "CREATE ROLE mine",
    "SET ROLE newsbot_owner",
    "SELECT newsbot.day_partition('drop', 'articles', '2020-01-01')",
    "SELECT newsbot.day_partition('open', 'changes', '2020-01-01')",
    "SELECT newsbot.day_partition('drop', 'sketches', newsbot.now()::date)",
]
NOT_OF_OWNERS = [
    "CREATE ROLE mine",
    "ALTER SYSTEM SET fsync = off",
    "COPY news.sites TO PROGRAM 'cat'",
    "CREATE DATABASE mine",
    "SELECT pg_read_file('PG_VERSION')",
]


def test_roles_are_made_once_and_own_everything(engine: Engine) -> None:
    make_roles(engine)
    assert make_roles(engine) == RolesMade(made=(), moved=0)
    owners = "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace IN ({})"
    schemas = "'news'::regnamespace, 'newsbot'::regnamespace"
    assert rows(engine, owners.format(schemas)) == [(OWNER,)]


def test_a_reader_reads_views_and_may_do_nothing_else(roles_url: str) -> None:
    refused = {each: refusal(READER, roles_url, each) for each in NOT_OF_READERS}
    assert set(refused.values()) == {DENIED, READ_ONLY}
    # It may leave the read-only mode, but gains no right by that.
    refused = {each: refusal(READER, roles_url, WRITABLE, each) for each in NOT_OF_READERS}
    assert refused == dict.fromkeys(NOT_OF_READERS, DENIED)


def test_a_reader_reads_every_view(roles_url: str, engine: Engine) -> None:
    views = [view for (view,) in rows(engine, VIEWS)]
    assert "news.articles" in views
    for view in views:
        run_as(READER, roles_url, f"TABLE {view}")


def test_a_reader_sees_what_changed_and_searches(roles_url: str, engine: Engine) -> None:
    texts = (FERRY, f"{FERRY} The last word was added later.")
    for hours, body in enumerate(texts):
        store(engine, article_on("gazette.example", body, fetched_at=NOON + timedelta(hours=hours)))
    index_for_search(engine)
    changes = "SELECT words_added, difference <> '' FROM news.version_changes"
    assert run_as(READER, roles_url, changes) == [(6, True)]
    assert run_as(READER, roles_url, "SELECT count(*) FROM news.search('ferry')") == [(1,)]
    run_as(READER, roles_url, "SELECT * FROM news.similar_titles('Ferry')")
    test_a_reader_reads_every_view(roles_url, engine)


def test_a_readers_statements_end_in_a_minute_unless_the_reader_wants_more(roles_url: str) -> None:
    assert run_as(READER, roles_url, "SHOW statement_timeout") == [("1min",)]
    longer = "SET statement_timeout = '1h'"
    assert run_as(READER, roles_url, longer, "SHOW statement_timeout") == [("1h",)]


def test_a_writer_makes_and_drops_nothing_and_gives_no_rights(roles_url: str) -> None:
    run_as(
        WRITER, roles_url, "SELECT newsbot.day_partition('open', 'sketches', newsbot.now()::date)"
    )
    refused = {each: refusal(WRITER, roles_url, each) for each in NOT_OF_WRITERS}
    assert refused == dict.fromkeys(NOT_OF_WRITERS, DENIED)
    run_as(WRITER, roles_url, "GRANT SELECT ON newsbot.articles TO newsbot_reader")  # only warns
    assert refusal(READER, roles_url, "SELECT FROM newsbot.articles") == DENIED


def test_a_writer_changes_the_rows_of_every_table_and_reads_every_view(
    roles_url: str, engine: Engine
) -> None:
    for table, column in rows(engine, TABLES):
        for change in CHANGES:
            run_as(WRITER, roles_url, change.format(table=table, column=column))
    for (view,) in rows(engine, VIEWS):
        run_as(WRITER, roles_url, f"TABLE {view}")


def test_a_writer_opens_and_drops_days_of_two_tables(roles_url: str, engine: Engine) -> None:
    for table in ("sketches", "source_polls"):
        call = f"SELECT newsbot.day_partition('{{}}', '{table}', '2020-01-31')"
        found = [run_as(WRITER, roles_url, call.format(action)) for action in ("open", "open")]
        assert found == [[(True,)], [(False,)]]
        made = "SELECT relowner::regrole::text FROM pg_class WHERE relname LIKE '%_20200131'"
        assert rows(engine, made) == [(OWNER,)]
        found = [run_as(WRITER, roles_url, call.format(action)) for action in ("drop", "drop")]
        assert found == [[(True,)], [(False,)]]
        assert rows(engine, made) == []


def test_a_table_that_is_named_like_a_day_is_not_dropped(roles_url: str) -> None:
    run_as(OWNER, roles_url, "CREATE TABLE newsbot.sketches_20200131 (i int)")
    call = "SELECT newsbot.day_partition('drop', 'sketches', '2020-01-31')"
    assert run_as(WRITER, roles_url, call) == [(False,)]
    run_as(OWNER, roles_url, "SELECT * FROM newsbot.sketches_20200131")


OF_RELEASE_0_2_0 = (
    "CREATE TABLE newsbot.sketches_20200131 (LIKE newsbot.sketches INCLUDING INDEXES)",
    """ALTER TABLE newsbot.sketches ATTACH PARTITION newsbot.sketches_20200131
    FOR VALUES IN ('2020-01-31')""",
)


@pytest.mark.parametrize("role", ["newsbot", OWNER])
def test_days_that_the_last_release_opens_are_dropped_by_a_writer(
    roles_url: str, role: str
) -> None:
    run_as(role, roles_url, *OF_RELEASE_0_2_0)
    run_as(WRITER, roles_url, "INSERT INTO newsbot.sketches VALUES (1, 1, '2020-01-31')")
    call = "SELECT newsbot.day_partition('{}', 'sketches', '2020-01-31')"
    assert run_as(WRITER, roles_url, call.format("open")) == [(False,)]
    assert run_as(WRITER, roles_url, call.format("drop")) == [(True,)]
    assert run_as(WRITER, roles_url, call.format("open")) == [(True,)]
    run_as(role, roles_url, "DROP TABLE newsbot.sketches_20200131")


def test_nobody_slips_a_function_under_that_of_the_owner(roles_url: str) -> None:
    slipped = "public.to_char(date, text) RETURNS text LANGUAGE sql AS $$ SELECT text '_1' $$"
    run_as("newsbot", roles_url, f"CREATE FUNCTION {slipped}")
    call = "SELECT newsbot.day_partition('open', 'sketches', '2020-01-31')"
    assert run_as(WRITER, roles_url, "SET search_path = public, pg_catalog", call) == [(True,)]
    run_as(OWNER, roles_url, "TABLE newsbot.sketches_20200131")


def test_an_owner_has_no_rights_on_the_server(roles_url: str) -> None:
    refused = {each: refusal(OWNER, roles_url, each) for each in NOT_OF_OWNERS}
    assert refused == dict.fromkeys(NOT_OF_OWNERS, DENIED)


def test_rights_survive_a_downgrade_and_an_upgrade_by_the_owner(
    roles_url: str, engine: Engine
) -> None:
    owner = connect(url_as(OWNER, roles_url))
    migrate.downgrade(owner, "0015")
    migrate.upgrade(owner)
    owner.dispose()
    test_a_reader_reads_every_view(roles_url, engine)
    test_a_writer_changes_the_rows_of_every_table_and_reads_every_view(roles_url, engine)


LATER = """
    CREATE TABLE newsbot.later (i int GENERATED ALWAYS AS IDENTITY, word text);
    CREATE VIEW news.later AS SELECT * FROM newsbot.later;
    CREATE FUNCTION news.number_later() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        AS 'SELECT count(*) FROM newsbot.later';
"""


@pytest.mark.parametrize("role", ["newsbot", OWNER])
def test_what_a_later_migration_makes_is_read_and_written_whoever_migrates(
    roles_url: str, engine: Engine, role: str
) -> None:
    migrating = connect(url_as(role, roles_url))
    with migrating.connect() as connection:
        with turn(connection), connection.begin():
            connection.execute(text(LATER))
        assert connection.scalar(text("SELECT current_user")) == role
    migrating.dispose()
    run_as(WRITER, roles_url, "INSERT INTO newsbot.later (word) VALUES ('a')")
    assert run_as(READER, roles_url, "TABLE news.later") == [(1, "a")]
    assert run_as(READER, roles_url, "SELECT news.number_later()") == [(1,)]
    assert make_roles(engine).moved == 0


def test_an_empty_database_may_have_its_roles_before_its_schema(
    empty_database_url: str,
) -> None:
    administrator = connect(empty_database_url)
    make_roles(administrator)
    owner = connect(url_as(OWNER, empty_database_url))
    migrate.upgrade(owner)
    test_a_reader_reads_every_view(empty_database_url, administrator)
    owner.dispose()
    administrator.dispose()


def test_a_writer_is_told_that_a_current_schema_needs_no_upgrade(roles_url: str) -> None:
    writer = connect(url_as(WRITER, roles_url))
    assert migrate.upgrade(writer) == migrate.Move(before=head(), after=head())
    prepare_search(writer)
    run_as(OWNER, roles_url, "DROP INDEX newsbot.search_titles_title_idx")
    with pytest.raises(ConfigurationError, match="as the owner of the schema"):
        prepare_search(writer)
    writer.dispose()


def test_a_writer_that_migrates_is_told_whom_to_connect_as(roles_url: str) -> None:
    writer = connect(url_as(WRITER, roles_url))
    with pytest.raises(ConfigurationError, match="belongs to newsbot_owner, and newsbot_writer"):
        migrate.downgrade(writer, "0015")
    owner = connect(url_as(OWNER, roles_url))
    migrate.downgrade(owner, "0019")
    owner.dispose()
    with pytest.raises(ConfigurationError, match="belongs to newsbot_owner, and newsbot_writer"):
        migrate.upgrade(writer)
    with pytest.raises(ConfigurationError, match="newsbot_writer may not change their rights"):
        make_roles(writer)
    writer.dispose()


@pytest.mark.usefixtures("roles_url")
def test_roles_of_the_server_are_enough_for_a_second_database(empty_database_url: str) -> None:
    second = connect(empty_database_url)
    migrate.upgrade(second)
    assert refusal(READER, empty_database_url, "TABLE news.articles") == DENIED
    assert make_roles(second).made == ()
    assert refusal(READER, empty_database_url, "TABLE news.articles") is None
    second.dispose()
