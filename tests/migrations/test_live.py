"""Migrations of a database that others use, and upgrades that were killed."""

import subprocess
import sys

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from migrations import lint, scripts
from newsbot.errors import DatabaseError
from newsbot.postgres.location import PROJECT, shown
from newsbot.storage.engine import connect
from newsbot.storage.models import revisions
from newsbot.storage.schema import migrate, turn
from tests.migrations.filling import REVISION
from tests.patience import PATIENCE_S, wait_until
from tests.storage.making import rows
from tests.storage.sessions import holding, is_waited_for
from tests.storage.test_migrate import UPGRADE

INDEX = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS by_name ON newsbot.sites (name);\n"
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'newsbot.by_name'::regclass"


def test_a_killed_upgrade_goes_on_where_it_was(engine):
    migrate.downgrade(engine, "0009")
    with holding(engine, "LOCK TABLE newsbot.versions IN ACCESS SHARE MODE"):
        upgrading = started_upgrade(engine)
        wait_until(lambda: is_waited_for(engine, "relation"))
        upgrading.kill()
        upgrading.communicate(timeout=PATIENCE_S)
    reached = revisions.current(engine)
    assert "0009" <= reached < revisions.head()
    assert migrate.upgrade(engine) == migrate.Move(before=reached, after=revisions.head())


def started_upgrade(engine):
    url = shown(engine.url, with_password=True)
    return subprocess.Popen(
        [sys.executable, "-c", UPGRADE],
        cwd=PROJECT,
        env={"NEWSBOT_DATABASE_URL": url},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_migration_that_has_to_wait_says_so_and_lets_readers_pass(engine):
    migrate.downgrade(engine, "0014")
    with holding(engine, "LOCK TABLE newsbot.versions IN ACCESS SHARE MODE"):
        upgrading = started_upgrade(engine)
        for _ in range(2):  # it waits, and after a pause it waits again
            wait_until(lambda: is_waited_for(engine, "relation"))
            with psycopg.connect(shown(engine.url, with_password=True)) as reader:
                reader.execute("SET statement_timeout = '1s'")
                reader.execute("SELECT count(*) FROM news.articles")
            wait_until(lambda: not is_waited_for(engine, "relation"))
    _, said = upgrading.communicate(timeout=PATIENCE_S)
    assert upgrading.returncode == 0, said
    assert said == (
        "Others hold locks that the migration after 0014 needs: trying again, for up to 300 s\n"
    )
    assert revisions.current(engine) == revisions.head()


def test_a_lock_that_is_never_free_ends_the_upgrade(engine, monkeypatch):
    monkeypatch.setattr(migrate, "LOCKS_LIMIT_S", 0)
    migrate.downgrade(engine, "0014")
    with (
        holding(engine, "LOCK TABLE newsbot.versions IN ACCESS SHARE MODE"),
        pytest.raises(DatabaseError, match=r"the schema is at 0014: .*lock timeout"),
    ):
        migrate.upgrade(engine)


def test_the_migration_lock_is_free_after_an_upgrade(engine):
    migrate.upgrade(engine)
    with psycopg.connect(shown(engine.url, with_password=True)) as other:
        taken = other.execute(f"SELECT pg_try_advisory_lock({turn.LOCK})").fetchone()
    assert taken == (True,)


@pytest.fixture
def operations(engine):
    """What a migration of a database with rows works with."""
    with engine.connect() as connection:
        options = {"transaction_per_migration": True}
        context = MigrationContext.configure(connection, opts=options)
        with context.begin_transaction(_per_migration=True), Operations.context(context):
            yield


@pytest.fixture
def index_file(tmp_path):
    file = tmp_path / "0099_sites.indexes.sql"
    file.write_text(f"-- Sites by name.\n{INDEX}", encoding="utf-8")
    return str(file)


@pytest.mark.usefixtures("operations")
def test_an_index_that_was_left_half_built_is_built_again(engine, index_file):
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO newsbot.sites (key, name) VALUES ('a', 'Gazette'), ('b', 'Gazette')")
        )
    with pytest.raises(DBAPIError, match="duplicated"):
        scripts.build_indexes(index_file)
    assert rows(engine, VALID) == [(False,)]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM newsbot.sites WHERE key = 'b'"))
    for _ in range(2):
        scripts.build_indexes(index_file)
        assert rows(engine, VALID) == [(True,)]


@pytest.mark.usefixtures("operations")
def test_a_file_of_indexes_with_another_statement_is_refused(tmp_path):
    file = tmp_path / "0099_sites.indexes.sql"
    file.write_text("CREATE INDEX by_name ON newsbot.sites (name);", encoding="utf-8")
    with pytest.raises(ValueError, match="not CREATE INDEX CONCURRENTLY"):
        scripts.build_indexes(str(file))


@pytest.mark.usefixtures("operations")
def test_rows_are_changed_in_batches_until_there_are_no_more(engine, tmp_path):
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO newsbot.sites (key) SELECT n::text FROM generate_series(1, 25) AS n")
        )
    file = tmp_path / "0099_sites.fill.sql"
    file.write_text("""
        -- 100 % of the sites
        UPDATE newsbot.sites SET name = 'Gazette' WHERE id IN (
            SELECT id FROM newsbot.sites WHERE name IS NULL LIMIT 10
        );
    """)
    scripts.repeat(str(file))
    assert rows(engine, "SELECT count(*) FROM newsbot.sites WHERE name IS NULL") == [(0,)]


REFUSE = """
    CREATE FUNCTION newsbot.refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''killed just before the end''; END';
    CREATE TRIGGER refuse BEFORE UPDATE ON newsbot.alembic_version
        FOR EACH ROW EXECUTE FUNCTION newsbot.refuse()
"""


def test_a_migration_that_leaves_its_transaction_may_be_killed_just_before_its_end(
    empty_database_url,
):
    engine = connect(empty_database_url)
    migrate.upgrade(engine, REVISION)
    for revision in repeated_revisions():
        before = f"{int(revision) - 1:04}"
        migrate.upgrade(engine, before)
        run(engine, REFUSE)
        with pytest.raises(DatabaseError, match=f"the schema is at {before}: killed"):
            migrate.upgrade(engine, revision)
        run(engine, "DROP FUNCTION newsbot.refuse CASCADE")
        assert migrate.upgrade(engine, revision) == migrate.Move(before=before, after=revision)
    engine.dispose()


def run(engine, sql):
    with engine.begin() as connection:
        connection.execute(text(sql))


def repeated_revisions():
    files = [file.name for file in lint.new_files() if file.name.endswith(lint.OUTSIDE)]
    return sorted({name.partition("_")[0] for name in files})
