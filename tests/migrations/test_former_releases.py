"""The last release's crawler works on the newest schema: its statements are executed there."""

from pathlib import Path

import psycopg
import pytest

from tests.migrations.recorded import explain, lines_of, replay, session
from tests.storage.making import rows

RELEASE = Path(__file__).parent / "releases" / "0.2.0"
CRAWL = RELEASE / "crawl.jsonl"
STATEMENTS = RELEASE / "statements.jsonl"


def test_a_crawl_of_the_last_release_stores_what_it_stored_there(database_url, engine):
    replay(database_url, lines_of(CRAWL))
    counts = "SELECT count(*), sum(copy_count), max(version) FROM news.articles"
    assert rows(engine, counts) == [(16, 4, 2)]
    assert rows(engine, "SELECT count(*) FROM news.changes") == [(22,)]


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ("DROP COLUMN word_count CASCADE", psycopg.errors.UndefinedColumn),
        ("ADD COLUMN mood text NOT NULL", psycopg.errors.NotNullViolation),
        ("RENAME COLUMN extractor TO reader", psycopg.errors.UndefinedColumn),
    ],
)
def test_a_migration_that_breaks_the_last_release_is_found(database_url, change, failure):
    with psycopg.connect(database_url) as connection:
        connection.execute(f"ALTER TABLE newsbot.versions {change}".encode())
    with pytest.raises(failure):
        replay(database_url, lines_of(CRAWL))


def test_all_statements_of_the_last_release_are_ones_of_this_schema(database_url):
    with session(database_url) as connection:
        for line in lines_of(STATEMENTS):
            explain(connection, line)
