"""Articles that are copied into the tables leave the rows that storing them leaves."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.errors import NewsbotError
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate
from newsbot.storage.sites.rows import Sites
from tests.benchmarks.dedup import filling
from tests.benchmarks.dedup.series import SITES, article, site_key
from tests.storage.making import rows

# 3 and 53 are copies on their original's own site.
NUMBERS = range(80)
# What the copied rows leave out on purpose: when and by which measure it was decided.
COMPARED = {
    "articles": "id, url_key, url, site_id, copy_of, first_seen_at, fetched_at, article_number, "
    "dedup_version, num_nonnulls(similarity, containment, method)",
    "versions": "*",
    "sketches": "*",
    "article_blocks": "*",
    "changes": "op, article_id",
    "frontier": "url_key, url, site_id, host, source_id, state, tries, title, done_at",
}


@pytest.fixture
def other_engine(empty_database_url: str) -> Iterator[Engine]:
    engine = connect(empty_database_url)
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


def store(engine: Engine, numbers: range) -> None:
    Sites(engine).site_ids(map(site_key, range(SITES)))
    store = ArticleStore(engine)
    for first in numbers[::10]:
        batch = numbers[first - numbers.start :][:10]
        store.store(look_up(engine, [article(number) for number in batch]))


def stored_rows(engine: Engine, table: str) -> list[tuple[Any, ...]]:
    found = rows(engine, f"SELECT {COMPARED[table]} FROM newsbot.{table}")  # noqa: S608 - ours
    return sorted(found, key=repr)


def test_copied_rows_are_those_that_storing_writes(engine: Engine, other_engine: Engine) -> None:
    store(engine, NUMBERS)
    store(other_engine, NUMBERS[:20])
    filling.fill(other_engine, NUMBERS.stop)
    for table in COMPARED:
        assert stored_rows(other_engine, table) == stored_rows(engine, table)


def test_what_is_stored_after_filling_goes_on_where_it_ended(engine: Engine) -> None:
    store(engine, range(20))
    filling.fill(engine, 30)
    store(engine, range(30, 31))
    assert rows(engine, "SELECT count(*), max(id) FROM newsbot.articles") == [(31, 31)]


def test_a_database_with_more_articles_is_refused(engine: Engine) -> None:
    store(engine, range(20))
    with pytest.raises(NewsbotError, match="has 20 articles, more than 10"):
        filling.fill(engine, 10)


def test_a_database_with_other_ids_is_refused(engine: Engine) -> None:
    rows(engine, "SELECT setval(pg_get_serial_sequence('newsbot.articles', 'id'), 40)")
    store(engine, range(1))
    with pytest.raises(NewsbotError, match="of the articles up to 41 only 1 are"):
        filling.fill(engine, 60)
