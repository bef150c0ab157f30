"""The index of news.search follows what is stored, whoever stores it and whoever indexes it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine, text

from newsbot.storage.readers.search_index import (
    index_all,
    index_batch,
    pending_count,
)
from newsbot.storage.rewriting.ownership.forgetting import set_forgotten
from newsbot.storage.rewriting.url_keys.recomputing import make_keys_anew
from newsbot.storage.schema import migrate
from tests.storage.aged import age
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.searching import found, index, publish
from tests.storage.test_forgetting import leave

ENTRIES = "SELECT article_id FROM newsbot.search_entries ORDER BY 1"
TITLES = "SELECT article_id, title FROM newsbot.search_titles ORDER BY 1"


def test_a_stored_article_is_queued_and_found_once_it_is_indexed(engine: Engine) -> None:
    store(engine, article("it", "harbour"))
    assert (pending_count(engine), found(engine, "harbour")) == (1, [])
    assert index(engine) == 1
    assert (pending_count(engine), found(engine, "harbour")) == (0, ["it"])


def test_an_unchanged_page_is_not_queued(engine: Engine) -> None:
    publish(engine, "it", "harbour")
    store(engine, article("it", "harbour"))
    assert pending_count(engine) == 0


def test_after_an_update_the_new_words_are_found_and_the_old_ones_are_not(engine: Engine) -> None:
    publish(engine, "it", f"ferry {story('a')}", title="Ships")
    publish(engine, "it", f"train {story('a')}", title="Rails")
    assert (found(engine, "ferry OR ships"), found(engine, "train rails")) == ([], ["it"])
    assert rows(engine, TITLES) == [(1, "Rails")]


def test_after_an_amendment_the_new_summary_is_found(engine: Engine) -> None:
    publish(engine, "it", "It sails.", summary="harbour")
    publish(engine, "it", "It sails.", summary="lighthouse", fetched_at=NOON + timedelta(hours=1))
    assert (found(engine, "harbour"), found(engine, "lighthouse")) == ([], ["it"])


def test_a_copy_is_not_indexed(engine: Engine) -> None:
    store(engine, article_on("post.example", story("ferry"), path="original"))
    store(engine, article_on("echo.example", story("ferry"), path="copy"))
    index(engine)
    assert rows(engine, ENTRIES) == [(1,)]
    assert found(engine, story("ferry").split()[0]) == ["original"]


def test_an_article_that_becomes_a_copy_is_gone_at_once_and_its_entry_later(engine: Engine) -> None:
    publish(engine, "it", "harbour")
    publish(engine, "other", "train")
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE newsbot.articles SET copy_of = 2, similarity = 1, containment = 1, "
                "method = 'exact' WHERE id = 1"
            )
        )
    assert found(engine, "harbour") == []
    index(engine)
    assert rows(engine, ENTRIES) == [(2,)]


def test_what_belonged_to_a_forgotten_site_is_gone_at_once_and_its_copy_is_found(
    engine: Engine,
) -> None:
    store(engine, article_on("gazette.example", story("ferry"), path="original"))
    store(engine, article_on("echo.example", story("ferry"), path="copy"))
    index(engine)
    leave(engine)
    word = story("ferry").split()[0]
    assert found(engine, word) == []
    index(engine)
    assert found(engine, word) == ["copy"]
    assert rows(engine, ENTRIES) == [(2,)]


def test_an_article_that_is_deleted_while_it_is_queued_leaves_the_queue(engine: Engine) -> None:
    store(engine, article("it", "harbour"))
    leave(engine)
    set_forgotten(engine, "gazette.example", ["gazette.example"])
    index(engine)
    assert (pending_count(engine), rows(engine, ENTRIES)) == (0, [])


def test_an_article_that_is_being_deleted_is_left_to_later(engine: Engine) -> None:
    store(engine, article("it", "harbour"))
    with engine.begin() as connection:
        connection.execute(text("SELECT FROM newsbot.articles FOR UPDATE"))
        assert index_batch(engine) == 0
    assert index(engine) == 1


def test_storing_does_not_wait_for_an_index_that_is_being_filled(engine: Engine) -> None:
    store(engine, article("it", "harbour"))
    with engine.begin() as connection:
        connection.execute(text("SELECT newsbot.index_for_search(50)"))
        store(engine, article("it", f"train {story('b')}"))
        # The lock of this article's share of the queue is taken.
        assert index_batch(engine) == 0
    index(engine)
    assert (found(engine, "harbour"), found(engine, "train")) == ([], ["it"])


def test_many_at_once_index_each_article(engine: Engine) -> None:
    texts = [article(f"a{number}", story(str(number), 60)) for number in range(60)]
    store(engine, *texts)
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: sum(_until_empty(engine)), range(6)))
    assert sum(done) == 60
    assert len(rows(engine, ENTRIES)) == 60


def _until_empty(engine: Engine) -> Iterator[int]:
    while pending_count(engine):
        yield index_batch(engine, 3)


def test_texts_that_change_while_they_are_indexed_are_found_as_they_are_last(
    engine: Engine,
) -> None:
    with ThreadPoolExecutor(3) as pool:
        indexing = [pool.submit(_for_a_while, engine) for _ in range(2)]
        for number in range(40):
            store(engine, article("it", f"word{number} {story(str(number), 60)}"))
        for each in indexing:
            each.result()
    index(engine)
    assert [n for n in range(40) if found(engine, f"word{n}")] == [39]


def _for_a_while(engine: Engine) -> None:
    for _ in range(200):
        index_batch(engine, 1)


def test_an_interrupted_filling_goes_on(engine: Engine) -> None:
    store(engine, *(article(f"a{number}", story(str(number), 60)) for number in range(300)))
    filling = index_all(engine)
    first = next(filling)
    filling.close()
    assert 0 < first < 300
    assert index(engine) == 300 - first


def test_articles_stored_before_the_index_existed_are_indexed_by_an_upgrade(
    engine: Engine, run_scrapy
) -> None:
    migrate.downgrade(engine, "0015")
    store_with_older_code(engine)
    upgraded = run_scrapy("db", "upgrade")
    assert "search index brought up to date" in upgraded.stdout
    assert found(engine, "sails") == ["a"]


def store_with_older_code(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO newsbot.sites (key) VALUES ('gazette');
            INSERT INTO newsbot.articles (
                url_key, url, site_id, decided_at, dedup_version, first_seen_at, fetched_at,
                updated_at
            ) SELECT 'k', 'https://gazette.example/a', id, now(), 1, now(), now(), now()
            FROM newsbot.sites;
            INSERT INTO newsbot.versions (
                article_id, number, is_current, fetched_at, seen_until, text_sha256,
                content_sha256, title, authors, tags, body, word_count, extractor, extractor_version
            ) SELECT id, 1, true, now(), now(), 't', 'c', 'Ferry sails', '{}', '{}', 'It sails.', 2,
                'test', '1'
            FROM newsbot.articles
        """)
        )


def test_two_articles_that_are_merged_are_found_as_one(engine: Engine) -> None:
    publish(engine, "a", f"harbour {story('a')}")
    publish(engine, "b", f"harbour {story('b')}", fetched_at=NOON + timedelta(hours=1))
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    list(make_keys_anew(engine))
    assert len(found(engine, "harbour")) == 1
    index(engine)
    assert len(rows(engine, ENTRIES)) == len(found(engine, "harbour")) == 1
