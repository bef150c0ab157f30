"""When the keys of URLs are recomputed, those of aliases and of ordinary pages are too."""

import pytest
from sqlalchemy import Engine, text

from newsbot.storage.rewriting.url_keys.recomputing import make_keys_anew
from newsbot.urls import url_key
from tests.storage.making import NOON, article, rows, store

STORY = "https://gazette.example/2026/ferry-sails"


def make_old(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.url_key_versions SET version = 1"))
        for statement in statements:
            connection.execute(text(statement), {"now": NOON})


def test_the_keys_of_aliases_and_of_ordinary_pages_are_recomputed(engine: Engine) -> None:
    store(engine, article("", url=f"{STORY}/amp", canonical_url=STORY))
    store(engine, article("", url=f"{STORY}?print=1", canonical_url=STORY))
    make_old(
        engine,
        "UPDATE newsbot.articles SET main_key = 'old'",
        "UPDATE newsbot.article_urls SET url_key = 'older'",
    )
    assert sum(each.changed for each in make_keys_anew(engine)) == 2
    assert rows(engine, "SELECT url_key, main_key FROM newsbot.articles") == [
        (url_key(f"{STORY}/amp"), url_key(STORY))
    ]
    assert rows(engine, "SELECT url_key FROM newsbot.article_urls") == [
        (url_key(f"{STORY}?print=1"),)
    ]


@pytest.mark.parametrize("fetched", ["first", "second"])
def test_aliases_that_get_one_key_become_the_one_that_was_fetched(
    engine: Engine, fetched: str
) -> None:
    store(engine, article("a", "One text of its own."), article("b", "And another one here."))
    insert = "INSERT INTO newsbot.article_urls (url_key, url, article_id, fetched_at) VALUES "
    first, second = (":now" if fetched == name else "NULL" for name in ("first", "second"))
    make_old(
        engine,
        f"{insert} ('1', 'https://gazette.example//c', 1, {first})",
        f"{insert} ('2', 'https://gazette.example/c', 2, {second})",
    )
    assert sum(each.merged for each in make_keys_anew(engine)) == 1
    kept = rows(engine, "SELECT url_key, article_id FROM newsbot.article_urls")
    assert kept == [(url_key("https://gazette.example/c"), 1 if fetched == "first" else 2)]


def test_an_alias_that_gets_the_key_of_an_article_is_none_any_more(engine: Engine) -> None:
    store(engine, article("a", "One text of its own."), article("b", "And another one here."))
    make_old(
        engine,
        "INSERT INTO newsbot.article_urls (url_key, url, article_id) "
        "VALUES ('x', 'https://gazette.example//b', 1), ('y', 'https://gazette.example/c', 1)",
    )
    list(make_keys_anew(engine))
    assert rows(engine, "SELECT url FROM newsbot.article_urls") == [("https://gazette.example/c",)]


def test_articles_that_become_one_keep_all_their_aliases(engine: Engine) -> None:
    store(engine, article("a", "One text of its own."), article("b", "And another one here."))
    make_old(
        engine,
        "INSERT INTO newsbot.article_urls (url_key, url, article_id) "
        "VALUES ('x', 'https://gazette.example/b/amp', 2)",
        "UPDATE newsbot.articles SET url = 'https://gazette.example//a', url_key = 'y' "
        "WHERE id = 2",
    )
    list(make_keys_anew(engine))
    assert rows(engine, "SELECT id FROM newsbot.articles") == [(1,)]
    assert rows(engine, "SELECT url_key, article_id FROM newsbot.article_urls") == [
        (url_key("https://gazette.example/b/amp"), 1)
    ]
