"""news.storage: how large each table is, for those who may read schema news only."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from newsbot.storage.models.base import metadata
from newsbot.storage.schema.restoring import analyze
from tests.patience import wait_until
from tests.storage.making import article, rows, store, story

READER = "reader_of_sizes"


@contextmanager
def reader(engine: Engine) -> Iterator[None]:
    """A role that may read schema news, and nothing else."""
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {READER}"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA news TO {READER}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA news TO {READER}"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {READER}"))
            connection.execute(text(f"DROP ROLE {READER}"))


def test_each_table_has_a_row(engine: Engine) -> None:
    tables = {table.name for table in metadata.sorted_tables} | {"alembic_version"}
    assert {name for (name,) in rows(engine, "SELECT table_name FROM news.storage")} == tables


def test_rows_and_bytes_are_those_of_the_table_with_its_partitions(engine: Engine) -> None:
    store(engine, *(article(f"{number}", story(f"{number}")) for number in range(20)))
    sizes = """
        SELECT row_count, dead_rows, total_bytes, table_bytes + index_bytes + toast_bytes,
            partitions
        FROM news.storage WHERE table_name = 'sketches'
    """
    real = """
        SELECT (SELECT count(*) FROM newsbot.sketches), 0, sum(pg_total_relation_size(inhrelid)),
            sum(pg_total_relation_size(inhrelid)), count(*)
        FROM pg_inherits WHERE inhparent = 'newsbot.sketches'::regclass
    """

    def is_true() -> bool:
        # Another session may tell of its rows a second after this has counted them.
        analyze(engine)
        return rows(engine, sizes) == rows(engine, real)

    wait_until(is_true)


def test_bloat_is_seen_after_rows_are_deleted(engine: Engine) -> None:
    fill = "INSERT INTO newsbot.changes (op, article_id) SELECT 'insert', n FROM numbers AS n"
    with engine.begin() as connection:
        connection.execute(text(fill.replace("numbers", "generate_series(1, 20000)")))
    analyze(engine)
    bloat = "SELECT bloat_bytes::float / table_bytes FROM news.storage WHERE table_name = 'changes'"
    ((before,),) = rows(engine, bloat)
    assert before < 0.2
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM newsbot.changes WHERE change_id % 10 > 0"))
    analyze(engine)
    # Before PostgreSQL 15, the numbers of rows lag behind by half a second.
    wait_until(lambda: rows(engine, bloat)[0][0] > 0.8)


def test_a_reader_of_schema_news_sees_what_its_owner_sees(engine: Engine) -> None:
    store(engine, article("a", story("a")))
    analyze(engine)
    view = "SELECT * FROM news.storage ORDER BY table_name"

    def is_the_same() -> bool:
        # Rows of another session may be told between the two.
        seen = rows(engine, view)
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {READER}"))
            return [tuple(row) for row in connection.execute(text(view))] == seen

    with reader(engine):
        wait_until(is_the_same)
    known = "SELECT count(*) > 0 FROM news.storage WHERE bloat_bytes IS NOT NULL"
    assert rows(engine, known) == [(True,)]
